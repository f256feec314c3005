"""The numbers that a lesson states, read out of its texts."""

import re

# Not the digits of names such as h1, x2 or w10.
NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?(?![\w])")
OTHER_LESSON = re.compile(r"\b[Ll]essons? \d+")


def numbers_in(text: str) -> list[str]:
    """The numbers in a text without their signs: 0.01, 1000 (from 1,000), 10, 3 (from 10/3)."""
    found = NUMBER.findall(OTHER_LESSON.sub("", text))
    return [f"{float(number.replace(',', '')):.15g}" for number in found]
