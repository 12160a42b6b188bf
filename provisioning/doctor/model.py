"""What the doctor is told and what it finds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from templates import Message


class Settings(BaseModel):
    """/etc/parta/doctor.json, written by the playbook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: Annotated[str, Field(pattern=r"^https://[^/\s]+$")]  # as people know it
    connect: str = ""  # where to connect instead of asking the DNS, such as 127.0.0.1
    authority: Path | None = None  # of the school's own certificates
    web: str  # the assistant's web side, on this machine
    homeserver: str  # Synapse, on this machine
    units: tuple[str, ...] = ()  # of systemd, that must run
    timers: tuple[str, ...] = ()  # whose last run must have gone well
    certificate_days: int = 14  # fewer are red
    backups: Path | None = None  # a folder whose newest file is the last backup
    backup_hours: int = 48


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the server: in order, or what is wrong and what to do."""

    name: str
    fine: bool
    words: Message
