"""The roll-over as a director reads and signs it: the same lines as text and as a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from provisioning.year.compare import ClassMove, PersonMove, Year
from templates import message, say
from templates.pages import page


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the paper: a heading, what it means, its lines."""

    title: str
    note: str
    lines: tuple[str, ...]


def sections(year: Year, language: str) -> list[Section]:
    """The parts that have something to say, in the order of importance for the reader."""

    def section(key: str, lines: Iterator[str] | tuple[str, ...]) -> Section:
        found = tuple(lines)
        return Section(
            say(message(f"year-{key}", count=len(found)), language),
            say(message(f"year-{key}-note"), language),
            found,
        )

    every = [
        section("repeaters", (_moved(it, language) for it in year.repeaters)),
        section("classes", (_class(it, language) for it in year.classes if it.was != it.now)),
        section(
            "handovers",
            (
                say(
                    message(
                        "year-handover",
                        title=it.title,
                        gives=", ".join(it.gives),
                        takes=", ".join(it.takes),
                    ),
                    language,
                )
                for it in year.handovers
            ),
        ),
        section("movers", (_moved(it, language) for it in year.movers)),
        section("graduates", map(_named, year.graduates)),
        section("parents", map(_named, year.parents)),
        section("leavers", map(_named, year.leavers)),
        section("returners", map(_named, year.returners)),
        section("letters", map(_named, year.newcomers)),
    ]
    return [it for it in every if it.lines]


def as_text(year: Year, school: str, years: str, language: str) -> str:
    """The paper for a terminal and for a file."""
    lines = [say(message("year-title", years=years), language), school, ""]
    for section in sections(year, language):
        lines += [section.title, f"  {section.note}", *(f"  · {it}" for it in section.lines), ""]
    lines += [say(message("year-undo-title"), language)]
    lines += [f"  · {it}" for it in undo_cannot(language)]
    return "\n".join(lines) + "\n"


def as_page(year: Year, school: str, years: str, made: date, language: str) -> str:
    """The paper as a page of its own, to be printed and signed."""
    return page(
        "rollover.html",
        language,
        school=school,
        years=years,
        made=made.isoformat(),
        sections=sections(year, language),
        cannot=undo_cannot(language),
    )


def undo_cannot(language: str) -> list[str]:
    """What `--undo` does not bring back, each a sentence."""
    return [
        say(message(key), language)
        for key in (
            "year-undo-devices",
            "year-undo-messages",
            "year-undo-newcomers",
            "year-undo-letters",
            "year-undo-erased",
            "year-undo-files",
        )
    ]


def _class(it: ClassMove, language: str) -> str:
    key = "new" if it.was is None else "closed" if it.now is None else "renamed"
    key = "graduated" if it.graduated else key
    return say(
        message(f"year-class-{key}", was=it.was or "", now=it.now or "", count=it.people), language
    )


def _moved(it: PersonMove, language: str) -> str:
    return say(message("year-moved", name=it.name, was=it.was, now=it.now, id=it.person), language)


def _named(it: PersonMove) -> str:
    title = it.now or it.was
    return f"{it.name}, {title}" if title else it.name
