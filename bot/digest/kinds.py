"""What is remembered for digests alone, and read by `bot.digest.remembered`."""

# at: when. subject: who came or left. data: group (key, or STAFF), came.
MOVE = "move"
# id: "pending:" + user. at: since when. subject: who waits for an order.
PENDING_SINCE = "pending"
# at: when. room_key: of the parents' room. subject: who asked.
QUESTION = "question"
# id: "staff_word:" + room. at: when somebody of the staff wrote there last.
STAFF_WORD = "staff_word"
# id: "digest_off:" + user. subject: who wants no digest that comes by itself. data: off.
OFF = "digest_off"

STAFF = "staff"  # the group of everybody who works at the school, as `bot.digest.facts.Move` has it
