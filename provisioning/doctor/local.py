"""What is seen on the machine itself: services, timers, backups."""

import subprocess
import time
from pathlib import Path

from provisioning.doctor.model import Finding, Settings
from templates import message

_SYSTEMCTL = "/usr/bin/systemctl"
_HOUR = 3600


def services(settings: Settings) -> list[Finding]:
    """One finding a unit."""
    found = []
    for unit in settings.units:
        running = _property(unit, "ActiveState") == "active"
        key = "doctor-service-fine" if running else "doctor-service-down"
        found.append(Finding(f"service {unit}", running, message(key, unit=unit)))
    for unit in settings.timers:
        result = _property(unit, "Result")
        fine = result == "success"
        key = "doctor-timer-fine" if fine else "doctor-timer-failed"
        found.append(Finding(f"timer {unit}", fine, message(key, unit=unit)))
    return found


def backups(settings: Settings) -> list[Finding]:
    """How old is the newest file; nothing where the school keeps no backups with Parta."""
    if settings.backups is None:
        return []
    hours = age_hours(settings.backups)
    if hours is None:
        return [Finding("backup", False, message("doctor-backup-none"))]
    fine = hours <= settings.backup_hours
    key = "doctor-backup-fine" if fine else "doctor-backup-old"
    return [Finding("backup", fine, message(key, hours=hours))]


def age_hours(folder: Path) -> int | None:
    """Whole hours since the newest file; None where there is none."""
    try:
        times = [it.stat().st_mtime for it in folder.iterdir() if it.is_file()]
    except OSError:
        return None
    return int((time.time() - max(times)) // _HOUR) if times else None


def _property(unit: str, name: str) -> str:
    done = subprocess.run(
        [_SYSTEMCTL, "show", unit, "--value", f"--property={name}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
