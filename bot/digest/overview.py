"""The picture's figures: a few tiles, one chart of shares, the days of the week."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from bot.digest.clean import line
from bot.digest.facts import Facts
from bot.digest.families import Asked, Share, by_class, total
from bot.digest.model import Bar, Day, Decision, Parent, Picture, Tile
from bot.digest.period import Period
from bot.digest.sections import family, order, reach, work
from bot.digest.sight import Sight
from templates import Message, message

MOST_BARS = 8
_LONGEST_LABEL = 34


def overview(
    facts: Facts, sight: Sight, period: Period, decisions: tuple[Decision, ...]
) -> Picture:
    """The overview of the reader's digest."""
    title, bars = _bars(facts, sight, period)
    sorts, days = _days(facts, sight, period)
    return Picture(
        tiles=tuple(_tiles(facts, sight, period, decisions)),
        bars_title=title,
        bars=bars[:MOST_BARS] if not sight.whole else bars,
        more_bars=max(0, len(bars) - MOST_BARS) if not sight.whole else 0,
        sorts=sorts,
        days=days,
    )


def _number(value: int) -> Message:
    return message("digest-figure", value=value)


def _share(it: Share) -> Message:
    return message("digest-figure-share", part=it.part, of=it.of)


def _percent(it: Share) -> Message:
    return message("digest-figure-percent", percent=it.percent)


def _tiles(
    facts: Facts, sight: Sight, period: Period, decisions: tuple[Decision, ...]
) -> list[Tile]:
    count = len(decisions)
    parent = isinstance(sight.audience, Parent)
    tiles = [
        Tile(
            _number(count),
            message("digest-tile-yours" if parent else "digest-tile-decisions", count=count),
            alert=count > 0,
        )
    ]
    if facts.announcements is not None:
        sent = reach.sent(facts, sight, period)
        read = total(reach.shares(sent, sight))
        if read.of and not parent:
            tiles.append(Tile(_percent(read), message("digest-tile-read")))
        else:
            count = len(sent)
            tiles.append(Tile(_number(count), message("digest-tile-announcements", count=count)))
    if facts.lessons is not None:
        count = len(work.held(facts, sight, period))
        tiles.append(Tile(_number(count), message("digest-tile-lessons", count=count)))
    if facts.connected is not None and not parent:
        share = total(by_class(sight, [Asked(facts.connected)]))
        if share.of:
            tiles.append(Tile(_share(share), message("digest-tile-connected")))
    elif parent and facts.upcoming is not None:
        count = len(order.ahead(facts, sight, period))
        tiles.append(Tile(_number(count), message("digest-tile-ahead", count=count)))
    return tiles


def _bars(facts: Facts, sight: Sight, period: Period) -> tuple[Message, tuple[Bar, ...]]:
    sent = reach.sent(facts, sight, period)
    if isinstance(sight.audience, Parent):
        shares = []
        for child in sight.children:
            _, listed, there = family.attended(child, facts, sight, period)
            shares.append((family.given_name(child), Share(there, listed)))
        return message("digest-bars-children"), _counted(shares)
    if not sight.whole:
        title = message("digest-bars-announcements")
        return title, _counted((it.title, total(reach.shares((it,), sight))) for it in sent)
    found = reach.shares(sent, sight)
    if found:
        # Over several announcements a family counts several times: a percentage says it better.
        return message("digest-bars-reach"), tuple(
            Bar(_label(sight.title(key)), it.part, it.of, _percent(it)) for key, it in found
        )
    asked = [] if facts.connected is None else [Asked(facts.connected)]
    return message("digest-bars-connected"), _counted(
        (sight.title(key), it) for key, it in by_class(sight, asked)
    )


def _counted(shares: Iterable[tuple[str, Share]]) -> tuple[Bar, ...]:
    return tuple(Bar(_label(label), it.part, it.of, _share(it)) for label, it in shares if it.of)


def _label(text: str) -> Message:
    return message("digest-label", text=line(text, _LONGEST_LABEL))


def _days(
    facts: Facts, sight: Sight, period: Period
) -> tuple[tuple[Message, ...], tuple[Day, ...]]:
    """Nothing in the daily form; otherwise a week at most, the last one."""
    if period.is_day:
        return (), ()
    counted: list[tuple[Message, Counter[date]]] = []
    if facts.lessons is not None:
        held = work.held(facts, sight, period)
        counted.append(
            (message("digest-sort-lessons"), Counter(period.local(it.start).date() for it in held))
        )
    if facts.meetings is not None:
        found = (
            period.local(it.start).date()
            for it in facts.meetings
            if period.has(it.start) and period.before_end(it.start) and sight.sees(it.room)
        )
        counted.append((message("digest-sort-meetings"), Counter(found)))
    if facts.announcements is not None:
        sent = reach.sent(facts, sight, period)
        counted.append(
            (
                message("digest-sort-announcements"),
                Counter(period.local(it.sent).date() for it in sent),
            )
        )
    days = tuple(Day(on, tuple(counts[on] for _, counts in counted)) for on in period.days[-7:])
    return tuple(sort for sort, _ in counted), days if counted else ()
