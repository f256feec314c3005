"""Lessons: predict, do, explain, and a goal that is checked while one plays.

A lesson is a TOML file; WRITING.md beside this file says what may stand in it. What a learner
has done in them is kept by progress.py. Nothing here knows a screen.
"""
