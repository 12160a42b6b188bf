"""Reads what a machine is like before anything is changed on it."""

import os
import shutil
import socket
import subprocess
import time

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: parta_machine
short_description: reads memory, disk, listeners, clock and name resolution; changes nothing
options:
  folder: {type: path, default: /var, description: whose file system's free space is told}
  release: {type: path, default: /opt/parta/current, description: there where Parta is}
  names: {type: list, elements: str, default: [], description: names to resolve}
"""


def _free(folder):
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    return shutil.disk_usage(folder).free


def _memory_mb():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _listeners():
    """TCP port → names of the programs that listen there."""
    found = {}
    done = subprocess.run(
        ["/usr/bin/ss", "--listening", "--tcp", "--numeric", "--processes", "--no-header"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        columns = line.split()
        if len(columns) >= 4:
            port = columns[3].rpartition(":")[2]
            programs = columns[5].split('"')[1:2] if len(columns) > 5 else []
            found.setdefault(port, []).extend(programs)
    return {port: sorted(set(programs)) for port, programs in found.items()}


def _addresses(name):
    try:
        return sorted({it[4][0] for it in socket.getaddrinfo(name, None)})
    except OSError:
        return []


def main():
    """Answer with the facts."""
    module = AnsibleModule(
        argument_spec={
            "folder": {"type": "path", "default": "/var"},
            "release": {"type": "path", "default": "/opt/parta/current"},
            "names": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    module.exit_json(
        changed=False,
        installed=os.path.islink(module.params["release"]),
        memory_mb=_memory_mb(),
        free_bytes=_free(module.params["folder"]),
        listeners=_listeners(),
        clock=time.time(),
        addresses={name: _addresses(name) for name in module.params["names"]},
    )


if __name__ == "__main__":
    main()
