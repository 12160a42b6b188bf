"""Digests for the director, the class teacher and the parent.

`count` turns facts into a digest for one reader; `text`, `paper` and `mail` say it in the room, on
paper and by e-mail. Nothing here reads a store, a room or a clock.
"""
