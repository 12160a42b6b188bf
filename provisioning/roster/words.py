"""What the words in the cells of a roster mean: the dictionary is words.yaml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from provisioning.roster.model import Part, Role

_SPACES = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def tidy(text: str) -> str:
    """`text` with single ordinary spaces and one kind of dash, as people meant to type it."""
    return _DASHES.sub("-", _SPACES.sub(" ", text)).strip()


def folded(text: str) -> str:
    """`text` for comparison: case, ё, spaces and full stops at the end make no difference."""
    return tidy(text).casefold().replace("ё", "е").rstrip(" .:").lstrip()


class Words(BaseModel):
    """The dictionary: each list of words by what they mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: Mapping[Role, list[str]]
    relations: Mapping[str, list[str]]
    parts: Mapping[Part, list[str]]
    councils: Mapping[str, list[str]]
    totals: list[str]
    nothing: list[str]
    error_columns: list[str]
    name_particles: list[str]
    family_particles: list[str]
    patronymic_endings: list[str]
    class_words: list[str]
    club_titles: list[str]


@cache
def words() -> Words:
    """The shipped dictionary."""
    path = Path(__file__).with_name("words.yaml")
    return Words.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _reverse(area: str) -> Mapping[str, str]:
    meanings: Mapping[str, list[str]] = getattr(words(), area)
    return {folded(word): str(meaning) for meaning, known in meanings.items() for word in known}


@cache
def _set(area: str) -> frozenset[str]:
    known: list[str] = getattr(words(), area)
    return frozenset(folded(word) for word in known)


def role_of(text: str) -> Role | None:
    """The school role a word names."""
    found = _reverse("roles").get(folded(text))
    return Role(found) if found else None


def relation_of(text: str) -> str | None:
    """ "mother" for «мама»; None for what is no word of this kind."""
    return _reverse("relations").get(folded(text))


def part_of(text: str) -> Part | None:
    """What a word says somebody does in a council."""
    found = _reverse("parts").get(folded(text))
    return Part(found) if found else None


def council_of(title: str) -> str | None:
    """The fixed key of a council that every school has."""
    return _reverse("councils").get(folded(title))


def is_nothing(text: str) -> bool:
    """Whether a cell is empty or holds a dash, «нет» and the like."""
    return not folded(text) or tidy(text).casefold() in words().nothing


def is_one_of(area: str, text: str) -> bool:
    """Whether `text` is in one of the plain lists of the dictionary."""
    return folded(text) in _set(area)


def total_in(cell: str) -> bool:
    """Whether a cell begins the row of totals below a list."""
    return folded(re.split(r"[\s:=\-]", tidy(cell), maxsplit=1)[0]) in _set("totals")
