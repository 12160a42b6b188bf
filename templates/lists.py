"""Enumerations as people write them."""

from dataclasses import dataclass

from templates import Spoken


@dataclass(frozen=True, slots=True)
class Listed:
    """Parts of a sentence one after the other, with a comma between: «1А, 1Б, 2А».

    CLDR's list of this style has no commas in Russian; with them it is the same in both languages.
    """

    parts: tuple[Spoken, ...]

    def said(self, language: str) -> str:
        """All of them in `language`."""
        return ", ".join(it.said(language) for it in self.parts)
