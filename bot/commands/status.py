"""!состояние: is everything well — for the school's IT: the assistant, its work, backup, disk."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Right
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Bullets, Line, Text
from templates import Message, message

_DAY_MS = int(timedelta(days=1).total_seconds() * 1000)
_HOUR_MS = int(timedelta(hours=1).total_seconds() * 1000)


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """One line each; what is not known is said to be."""
    counts = await desk.memory.counts()
    lines = [
        message("command-status-work", jobs=counts["jobs"], outgoing=counts["outgoing"]),
        message("command-status-failed", count=counts["failed"]),
        message("command-status-rooms", count=len(desk.rooms)),
        message("command-status-people", count=len(desk.school.people.by_id)),
        _backup(desk.settings.backups, desk.now),
        _disk(desk.settings.data),
    ]
    return [in_private(call, Text.of(Line(message("command-status-title"), bold=True),
                                     Bullets(lines)))]  # fmt: skip


def backup_age_ms(folder: Path | None, now: int) -> int | None:
    """How old the newest backup is; None where there is none, or nobody said where they are."""
    if folder is None or not folder.is_dir():
        return None
    times = [it.stat().st_mtime for it in folder.iterdir() if it.is_file()]
    return max(now - int(max(times) * 1000), 0) if times else None


def _backup(folder: Path | None, now: int) -> Message:
    age = backup_age_ms(folder, now)
    if age is None:
        return message("command-status-no-backup")
    if age < _DAY_MS:
        return message("command-status-backup-hours", hours=age // _HOUR_MS)
    return message("command-status-backup-days", days=age // _DAY_MS)


def _disk(folder: Path) -> Message:
    usage = shutil.disk_usage(folder)
    return message(
        "command-status-disk",
        free=usage.free // 1024**3,
        percent=100 * usage.free // usage.total,
    )


STATUS = Command(
    "status",
    {"ru": ("состояние", "статус"), "en": ("status",)},
    run,
    feature="service.status",
    right=Right.SERVER,
)
