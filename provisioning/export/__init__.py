"""`parta export`: the history of rooms as pages and data that need neither server nor internet."""
