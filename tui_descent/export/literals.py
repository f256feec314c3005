"""Arrays as they stand in a script: lists of numbers that read back to the same float64."""

from textwrap import fill

from tui_descent.engine.arrays import FloatArray

WIDTH = 98


def listed(values: FloatArray) -> str:
    """Return an array of one or two axes as a list, or a list of rows."""
    if values.ndim == 1:
        return _row(values, "")
    whole = f"[{', '.join(_row(row, '') for row in values)}]"
    if "\n" not in whole and len(whole) <= WIDTH - 30:
        return whole
    return "\n".join(["[", *(f"{_row(row, '    ')}," for row in values), "]"])


def _row(values: FloatArray, indent: str) -> str:
    text = f"[{', '.join(repr(value) for value in values.tolist())}]"
    if len(text) <= WIDTH - 30:
        return indent + text
    return fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent} ",
        break_long_words=False,
        break_on_hyphens=False,
    )
