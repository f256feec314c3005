"""Arithmetic in lines: where the numbers of a Frame come from, with the numbers put in.

The lines are the same on the training screen and in the plain mode, and so nothing here
knows a screen: a line is pieces of text with names of styles, fitted into a number of columns.
"""
