"""Widgets: each is a function from a Frame to lines of cells."""
