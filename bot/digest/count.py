"""Facts, the school and a reader become a digest. Pure: same facts in any order, same digest."""

from bot.digest import sections
from bot.digest.clean import line
from bot.digest.decisions import decisions
from bot.digest.facts import Facts
from bot.digest.model import Audience, ClassTeacher, Digest, Director, Parent
from bot.digest.overview import overview
from bot.digest.period import Period
from bot.digest.sight import Sight
from policy.school import School
from templates import Message, message
from templates.dates import Span


def count(facts: Facts, school: School, audience: Audience, period: Period) -> Digest:
    """The digest of `period` for `audience`, with everything that concerns it and nothing else.

    `facts` may be those of the whole school: what the reader has nothing to do with is not counted.

    Raises:
        LookupError: the reader is not entitled to this digest (`audiences`).
    """
    sight = Sight(school, audience)
    waiting = decisions(facts, sight, period)
    parent = isinstance(audience, Parent)
    return Digest(
        audience=audience,
        school=line(school.about.name),
        title=_title(sight, period),
        period=period,
        calm=message("digest-calm-own" if parent else "digest-calm"),
        decisions=waiting,
        sections=sections.of(facts, sight, period),
        picture=overview(facts, sight, period, waiting),
    )


def _title(sight: Sight, period: Period) -> Message:
    days = Span(period.first, period.last)
    match sight.audience:
        case Director():
            return message("digest-title", days=days)
        case ClassTeacher(group=group):
            return message("digest-title-class", title=sight.title(group), days=days)
        case Parent():
            return message("digest-title-parent", days=days)
