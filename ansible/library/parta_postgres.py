"""A PostgreSQL role and its database, made through the local socket as the account `postgres`."""

import re
import subprocess

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = """
module: parta_postgres
short_description: a role that logs in by its system account, and a database that belongs to it
description:
  - The role has no password; peer authentication on the socket lets in the account of its name.
  - The database has the order C and the encoding UTF-8, as Synapse demands.
options:
  name: {type: str, required: true, description: name of role and database}
  memberships: {type: list, elements: str, default: [], description: roles that it is a member of}
  database: {type: bool, default: true, description: false makes the role only}
"""


_AS_POSTGRES = ["/usr/sbin/runuser", "-u", "postgres", "--"]
_PSQL = ["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", "postgres"]
_ROLE = "SELECT 1 FROM pg_roles WHERE rolname = {}"
_MEMBER = """
SELECT 1 FROM pg_auth_members AS m
JOIN pg_roles AS g ON g.oid = m.roleid JOIN pg_roles AS r ON r.oid = m.member
WHERE g.rolname = {} AND r.rolname = {}
"""
_DATABASE = "SELECT 1 FROM pg_database WHERE datname = {}"
_CREATE = """
CREATE DATABASE {0} OWNER {0} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0
"""


def _psql(module, statement):
    done = subprocess.run(
        _AS_POSTGRES + _PSQL, input=statement, capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        module.fail_json(msg=done.stderr.strip())
    return done.stdout.strip()


def _missing(module, name, memberships, with_database):
    """The statements that are needed; names are letters, digits and _ only."""
    if not _psql(module, _ROLE.format(f"'{name}'")):
        yield f'CREATE ROLE "{name}" LOGIN'
    for group in memberships:
        if not _psql(module, _MEMBER.format(f"'{group}'", f"'{name}'")):
            yield f'GRANT "{group}" TO "{name}"'
    if with_database and not _psql(module, _DATABASE.format(f"'{name}'")):
        yield _CREATE.format(f'"{name}"')


def main():
    """Create what is missing."""
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "memberships": {"type": "list", "elements": "str", "default": []},
            "database": {"type": "bool", "default": True},
        },
        supports_check_mode=True,
    )
    name, memberships = module.params["name"], module.params["memberships"]
    if not all(re.fullmatch(r"[a-z][a-z0-9_]*", it) for it in [name, *memberships]):
        module.fail_json(msg="letters, digits and _ only")
    if module.check_mode and not module.get_bin_path("psql"):
        module.exit_json(changed=True)
    needed = list(_missing(module, name, memberships, module.params["database"]))
    if not module.check_mode:
        for statement in needed:
            _psql(module, statement)
    module.exit_json(changed=bool(needed), statements=needed)


if __name__ == "__main__":
    main()
