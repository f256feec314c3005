"""Sessions that were saved, to go on with another day.

`sessions` (saving, listing, opening them), `file` (the form of one file), `listing` (the list in
words), `error` (what may be wrong with one, in a line).
"""
