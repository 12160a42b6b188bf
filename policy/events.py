"""The names of Matrix events and keys that Parta itself defines, each with what it holds."""

# In m.room.create of a managed room, written atomically with the room and never changeable:
# {"school": …, "key": …}. A room that the provisioning user did not create is never managed.
OWNERSHIP = "org.parta.room"
# In m.room.create of a room that a person made under the regulation: the school's id.
DIRECT_MARK = "org.parta.direct"
# State event of a managed room: {"key", "kind", "layout"}; follows changes of the layout.
LOCATOR = "org.parta.room"
# State event of a managed room whose class or club is no more (provisioning/archive.py): {"name",
# "year", "levels"}, as they were before; with "open": true the room is in use again.
ARCHIVE = "org.parta.archive"
# State event of a managed room: {"locked": true, "by"}; who may not lock it cannot write (A2).
LOCK = "org.parta.lock"

# State of the registry room.
REGULATION = "org.parta.regulation"  # "": the compiled regulation
SCHOOL = "org.parta.school"  # "": name, language, programs (policy.school.About)
KINDS = "org.parta.kinds"  # "": who belongs to which kind of room (policy.membership)
SAFETY = "org.parta.safety"  # "": the school's settings (policy.safety)
CATALOGUE = "org.parta.catalogue"  # "", "#2", …: verified domains and files, packed
WORDS = "org.parta.words"  # "", "#2", …: the word list in all its forms, packed
ROSTER = "org.parta.roster"  # home of people: {"people": {person id: entry}}
GROUP = "org.parta.group"  # group key: {"kind", "title", "grade"}
LEAVERS = (
    "org.parta.leavers"  # {"people": {person id: {"user", "name", "given", "since", "until"}}}
)
AVATARS = "org.parta.avatars"  # "": {"kinds": {kind: {"sha256", "mxc"}}}
# "": {"state", "paused", "at", "day", "lists"}: the turn of the school year (provisioning/year).
ROLLOVER = "org.parta.rollover"
BEFORE = "org.parta.before"  # "", "#2", …: the roster before the last roll-over, packed
# {"order", "confirmed"}, on a director's word. The state key is the user id without its "@":
# Matrix keeps state keys that begin with "@" for that very user (specification, auth rules).
CONFIRMATION = "org.parta.confirmation"
# {"from", "to"} or {"off": true}: a director's word on quiet hours, above the settings. The state
# key is a room's locator key, or "" for the whole school.
QUIET_HOURS = "org.parta.quiet_hours"
# {"rooms": {locator key, or "" for the whole school: milliseconds}, "by", "why"}: until when
# somebody does not write (policy.mute), on the word of who may say so. Key as in CONFIRMATION.
MUTE = "org.parta.mute"
# {"users": [...], "rules": sha256 of the regulation, "at": milliseconds}: who accepted the rules.
# The state key is the user id without its "@", or a name for many at once.
ACCEPTANCE = "org.parta.acceptance"
# {"issue", "issued", "until"?, "used"?} (policy.codes): which letter somebody has, and whether its
# code was used. The state key is the user id without its "@"; or a name for many, who are "users".
# The homeserver's module writes it, and nobody else.
LOGIN = "org.parta.login"
# {"people", "groups", "until", "hurried"}: throw-away people of `parta conformance`, entries as in
# ROSTER and GROUP, in force until that time (milliseconds); those whose ids are in "hurried" try
# everything at once: they may write faster than people, and their refusals are no incidents.
# Provisioning does not know them.
PROBES = "org.parta.probes"
# What programs write in the registry, on somebody's word. Everything else in it is provisioning's.
BY_PROGRAMS = frozenset({CONFIRMATION, QUIET_HOURS, MUTE, ACCEPTANCE})
PROVISIONED = frozenset(
    {
        REGULATION, SCHOOL, KINDS, SAFETY, CATALOGUE, WORDS, ROSTER, GROUP, LEAVERS, AVATARS,
        PROBES, LOGIN, ROLLOVER, BEFORE,
    }
)  # fmt: skip
# True in the ownership mark of a throw-away room: managed for the homeserver, not by provisioning.
PROBE = "probe"

# In the content of a message of the moderation room: what was refused, held or overridden.
INCIDENT = "org.parta.incident"

# The root of a task's thread (N5): an event of this type by a teacher, or this key in a message of
# the assistant, which clients show. {"closed": true} in it, or in its last edit, ends the answers.
TASK = "org.parta.task"
# State of the room that a video conference belongs to, by the assistant alone; the state key is the
# conference's name in Jitsi. Its content: policy.conference.Conference.
CONFERENCE = "org.parta.conference"
# In the content of the assistant's message there: {"what", "by", "of", "room", "at", "why", "undo",
# "case"}, what it did on whose word.
ACTION = "org.parta.action"
# In a message of the assistant: a held text that was let through, {"author", "case"}.
RELEASED = "org.parta.released"
# In the content of a card or a call for an adult: what it quotes, {"events": [ids], "sha256"}.
EVIDENCE = "org.parta.evidence"
# In a message event of the registry room, by the assistant: what it will have to know and do,
# {"at", "number", "kept": [...], "done": [...]} (bot.work.journal).
KEPT = "org.parta.kept"
# State of the moderation room: {"followed": [room ids]}, the policy lists that the school follows.
POLICY_LISTS = "org.parta.policy_lists"

LAYOUT_VERSION = 1
ROOM_VERSION = "12"
