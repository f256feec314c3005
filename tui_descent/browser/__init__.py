"""The program in a browser: a page with a terminal in it, and a process for each visitor.

textual-serve brings that terminal, xterm.js, and hands on what is typed and drawn. It is an extra,
so nothing here is imported before somebody serves.
"""
