"""The names of Matrix events and keys that Parta itself defines, each with what it holds."""

# In m.room.create of a managed room, written atomically with the room and never changeable:
# {"school": …, "key": …}. A room that the provisioning user did not create is never managed.
OWNERSHIP = "org.parta.room"
# State event of a managed room: {"key", "kind", "layout"}; follows changes of the layout.
LOCATOR = "org.parta.room"

# State of the registry room.
REGULATION = "org.parta.regulation"  # "": the compiled regulation
ROSTER = "org.parta.roster"  # home of people: {"people": {person id: entry}}
GROUP = "org.parta.group"  # group key: {"kind", "title", "grade"}
LEAVERS = (
    "org.parta.leavers"  # {"people": {person id: {"user", "name", "given", "since", "until"}}}
)
AVATARS = "org.parta.avatars"  # "": {"kinds": {kind: {"sha256", "mxc"}}}
# {"order", "confirmed"}, on a director's word. The state key is the user id without its "@":
# Matrix keeps state keys that begin with "@" for that very user (specification, auth rules).
CONFIRMATION = "org.parta.confirmation"

LAYOUT_VERSION = 1
ROOM_VERSION = "12"
