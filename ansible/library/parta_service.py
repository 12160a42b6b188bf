"""A unit that is enabled, runs, and runs with its settings as they are now.

Handlers forget: a playbook that is cut off between a changed file and its handler leaves an old
process with new files for good. Here the files themselves are asked, so the next run finds out.
"""

import os
import subprocess
import time

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: parta_service
short_description: enables and starts a unit; restarts or reloads it where its files are newer
options:
  name: {type: str, required: true, description: the unit}
  files: {type: list, elements: path, default: [], description: what the unit reads when it starts}
  reload: {type: bool, default: false, description: reload instead of restart}
  verify: {type: list, elements: str, default: [], description: a command that must succeed before}
"""

_SEEN = "/run/parta-services"


def _run(module, *command, may_fail=False):
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode and not may_fail:
        module.fail_json(msg=f"{' '.join(command)}: {(done.stderr or done.stdout).strip()}")
    return done


def _properties(module, name):
    wanted = "LoadState,ActiveState,UnitFileState,NeedDaemonReload,InactiveExitTimestampMonotonic"
    lines = _run(module, "systemctl", "show", name, f"--property={wanted}").stdout.splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _settings_since(name, properties):
    """When the unit read its files last, in seconds since 1970."""
    started = int(properties.get("InactiveExitTimestampMonotonic") or 0) / 1e6
    since = time.time() - (time.monotonic() - started)
    try:
        return max(since, os.stat(os.path.join(_SEEN, name)).st_mtime)
    except FileNotFoundError:
        return since


def _changed_at(files):
    times = [os.lstat(it).st_mtime for it in files if os.path.lexists(it)]
    return max(times, default=0.0)


def main():
    """Bring the unit there."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "files": {"type": "list", "elements": "path", "default": []},
            "reload": {"type": "bool", "default": False},
            "verify": {"type": "list", "elements": "str", "default": []},
        },
        supports_check_mode=True,
    )
    name = module.params["name"]
    found = _properties(module, name)
    if module.check_mode and found.get("LoadState") != "loaded":
        module.exit_json(changed=True, did=["start"])
    did = []
    if found.get("NeedDaemonReload") == "yes" or found.get("LoadState") != "loaded":
        did.append("daemon-reload")
    if found.get("UnitFileState") not in ("enabled", "static", "generated", "indirect", "alias"):
        did.append("enable")
    running = found.get("ActiveState") in ("active", "reloading")
    if not running:
        did.append("start")
    elif _changed_at(module.params["files"]) > _settings_since(name, found):
        did.append("reload" if module.params["reload"] else "restart")
    if not module.check_mode:
        _carry_out(module, name, did)
    module.exit_json(changed=bool(did), did=did)


def _carry_out(module, name, did):
    if module.params["verify"] and {"start", "reload", "restart"} & set(did):
        _run(module, *module.params["verify"])
    for verb in did:
        if verb == "daemon-reload":
            _run(module, "systemctl", "daemon-reload")
            continue
        before = time.time()
        _run(module, "systemctl", verb, name)
        if verb in ("reload", "restart", "start"):
            os.makedirs(_SEEN, mode=0o755, exist_ok=True)
            path = os.path.join(_SEEN, name)
            with open(path, "w", encoding="ascii"):
                pass
            os.utime(path, (before, before))


if __name__ == "__main__":
    main()
