"""Proves, clause by clause and on the live server, that it keeps to the regulation.

Every row of the regulation is tried with throw-away people in throw-away rooms: once by somebody
who may and once by somebody who may not. What a machine cannot prove is said and never green.
"""
