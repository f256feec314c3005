"""The plain mode: the same session, commands and lessons, as lines of text.

For people who do not see the screen, for terminals that can only print, and for pipes. It
reads a command, prints what there is to say, one labelled line for each fact, and never goes
back to a line: no escape byte, no colour, no frame around anything.
"""
