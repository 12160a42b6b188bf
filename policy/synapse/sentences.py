"""Refusals as the homeserver's answers: a sentence in the school's language, clause, code."""

from collections.abc import Mapping
from http import HTTPStatus

from synapse.api.errors import SynapseError

from policy.refusal import Refusal
from policy.school import School
from templates import DEFAULT_LANGUAGE, LANGUAGES
from templates.refusals import clause, sentence


def answer(
    school: School | None,
    why: Refusal,
    extra: Mapping[str, str] | None = None,
    status: int = HTTPStatus.FORBIDDEN,
) -> SynapseError:
    """What the client gets: the sentence as `error`, everything else for programs beside it."""
    language = school.about.language if school is not None else DEFAULT_LANGUAGE
    return SynapseError(
        status,
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
