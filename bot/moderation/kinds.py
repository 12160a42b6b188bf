"""The kinds of facts that keeping order leaves, and the times that count.

What each fact holds (`bot.effects.Remember`) stands at its kind.
"""

from datetime import timedelta

# id: the event. at: when. subject: who. data: kind (refused, held, noted), rule, row, clause,
# setting, count, room_id, event_type.
INCIDENT = "incident"
# id: "warning:" + cause. subject: who was warned. data: by, reason.
WARNING = "warning"
WITHDRAWN = "warning_withdrawn"  # the same after it was taken back
# id: "mute:" + cause. subject: who. data: by, reason, until (ms), rooms ({locator key or "" for the
# whole school: until}, without those ended before their time), over (ms; None: ends by itself).
MUTE = "mute"
# id: "report:" + case. subject: who was reported, or empty. data: by, source (command, element),
# room_id, event_id.
REPORT = "report"
# id: "decision:" + case. subject: whom the case is about. at: of the last decision. data: kind (of
# the case), open, round, history: [{choice, by, at}].
DECISION = "decision"
# id: "case:" + case. subject: whom it is about. data: kind.
CASE = "case"
# id: "call:" + event. subject: the child. data: room_id, taken (user or ""), taken_at.
CALL = "adult_call"
# id: "lock:" + cause. subject: who closed or opened. data: locked, auto.
LOCK = "lock"
# id: "exclusion:" + event. subject: who was excluded or brought back. data: by, room_id, excluded.
EXCLUSION = "exclusion"
# id: "removal:" + cause. subject: whose messages were removed. data: by, room_id, count.
REMOVAL = "removal"
# id: "finding:" + protection + user or room. subject: who, or empty. data: protection, trial.
FINDING = "finding"

MODERATION = "moderation"
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
# Incidents add up for so long; the third warning within it is a card.
ADD_UP_MS = int(timedelta(days=30).total_seconds() * 1000)
WARNINGS_TO_CARD = 3
# How long the card's mute and that of a protection lasts.
CARD_MUTE_MS = HOUR_MS
