"""Refusals as the homeserver's answers: a sentence in the school's language, clause, code."""

from collections.abc import Mapping

from synapse.api.errors import SynapseError

from policy.decision import Note
from policy.refusal import Refusal
from policy.school import School
from templates import DEFAULT_LANGUAGE, LANGUAGES, message, say

_STATUS = 403


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


def answer(
    school: School | None, why: Refusal, extra: Mapping[str, str] | None = None
) -> SynapseError:
    """What the client gets: the sentence as `error`, everything else for programs beside it."""
    language = school.about.language if school is not None else DEFAULT_LANGUAGE
    return SynapseError(
        _STATUS,
        sentence(school, why, language),
        why.code,
        {
            "org.parta.rule": why.key,
            "org.parta.row": why.row,
            "org.parta.clause": clause(school, why),
            "org.parta.setting": why.setting,
            "org.parta.error": {it: sentence(school, why, it) for it in LANGUAGES},
            **(extra or {}),
        },
    )
