"""Lessons: predict, do, explain, and a goal that is checked while one plays.

A lesson is a TOML file; WRITING.md beside this file says what may stand in it. Nothing here
knows a screen.
"""
