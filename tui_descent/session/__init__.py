"""One sitting with one problem: what is done there, what is shown of it, what is kept.

`session` (the actions), `frame` (all that a screen shows, at one moment), `looks` (the pictures
beside the numbers), `remedies` (the search for a cure), `undo` (what was thrown away comes
back), `snapshot` (what must be remembered to go on another day).
"""
