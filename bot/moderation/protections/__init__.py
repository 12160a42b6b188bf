"""What the assistant watches over by itself: pure predicates, settings, consequences as data.

What the homeserver sees at the moment of sending (words, links, too many messages of one person) is
its business; here is what only shows over several rooms or over time.
"""
