"""Numbers in running text, with at most six significant digits."""


def plain(value: float, digits: int = 6) -> str:
    """Return a number for running text: 0.18342, −80, 1.2e-05."""
    text = f"{value + 0.0:.{digits}g}"  # no minus before a 0
    return text.replace("-", "−", 1) if value < 0 else text


def signed(value: float, digits: int = 6) -> str:
    """Return a number with its sign in brackets where it has a minus: 24, (−24)."""
    return f"({plain(value, digits)})" if value < 0 else plain(value, digits)
