"""Refusals as data: a sentence not yet said, with the clause or setting behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done: a Fluent message, and the row or setting behind it."""

    key: str  # message key in templates/*/policy.ftl
    args: Mapping[str, str | int] = field(default_factory=dict)
    row: str = ""  # id of the regulation's row ("W10"), "" for a setting
    setting: str = ""  # name of the setting ("uploads"), "" for a row
    code: str = "M_FORBIDDEN"


class Refused(Exception):
    """Raised inside decisions to end them with a refusal; whoever asks catches it.

    `hold` says that the moderators are to look at the text before anybody else does.
    """

    def __init__(self, refusal: Refusal, *, hold: bool = False) -> None:
        self.refusal = refusal
        self.hold = hold
        super().__init__(refusal.key)
