"""Refusals and notes of the policy as sentences: the same words from homeserver and assistant."""

from policy.decision import Note
from policy.refusal import Refusal
from policy.school import School
from templates import message, say


def sentence(school: School | None, why: Refusal | Note, language: str) -> str:
    """The refusal or note in `language`, with its clause or setting behind it."""
    args = dict(why.args)
    if school is not None and "feature" in args:
        feature = school.regulation.features.get(str(args["feature"]))
        args["feature"] = feature.title[language] if feature else str(args["feature"])
    if school is not None and "user" in args:
        person = school.person(str(args["user"]))
        args["user"] = person.entry.full_name if person else str(args["user"])
    text = say(message(why.key, **args), language)
    source = _source(school, why, language)
    return f"{text} ({source})" if source else text


def clause(school: School | None, why: Refusal | Note) -> str:
    """The clause behind it, empty for a setting of the school."""
    row = school.regulation.row(why.row) if school is not None and why.row else None
    return row.clause if row else ""


def _source(school: School | None, why: Refusal | Note, language: str) -> str:
    number = clause(school, why)
    if number:
        return say(message("policy-by-clause", clause=number), language)
    return say(message("policy-by-setting"), language) if why.row or why.setting else ""
