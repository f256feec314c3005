"""Why progress cannot be saved; apart from the file, so that knowing it needs no SQLite."""


class NotSavedError(Exception):
    """A clause for "progress is not saved: …"."""


class UnusableError(NotSavedError):
    """The open file is damaged or no longer in its place; opening it again helps."""
