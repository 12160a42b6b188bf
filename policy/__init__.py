"""Decides: who may do what where, by which clause. Pure Python, standard library only.

Nothing here reads a file, a clock or a server; `provisioning`, `bot` and the Synapse module ask
these functions and so cannot disagree with each other.
"""
