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
LEAVERS = "org.parta.leavers"  # {"people": {person id: {"user", "name", "since"}}}
AVATARS = "org.parta.avatars"  # "": {"kinds": {kind: {"sha256", "mxc"}}}
CONFIRMATION = "org.parta.confirmation"  # user id: {"order", "confirmed"}, on a director's word

LAYOUT_VERSION = 1
ROOM_VERSION = "12"
