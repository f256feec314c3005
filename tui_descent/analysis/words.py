"""The words of a verdict: what each means, the same in a few words, and how numbers are told."""

import math

WORDS = {
    "starting": "No pass has led here: it is the start, or you have set a weight by hand.",
    "converging": "The loss, or the part of it that can still go, halves within 100 passes.",
    "slow": "The loss falls, but it takes more than 100 passes to halve it.",
    "overshooting": "The last step landed on the far side of the valley, but the loss still falls.",
    "rising": "The last pass raised the loss.",
    "unsteady": "The rate is above the limit here, or the loss goes up and down and gets no lower.",
    "diverging": "The loss rises pass after pass, faster each time.",
    "diverged": "A number has become too large for the computer, or has no value at all.",
    "noisy": "The differences between batches move the loss more than the slope they share.",
    "level": "A thousand passes would gain next to nothing; it may be a minimum or a saddle.",
    "saddle": "There is next to no slope, but in some direction the ground curves down.",
    "minimum": "No way leads down from here, and next to nothing is left to gain.",
    "plateau": "Flat ground, high up: next to no slope, and next to no curvature.",
}

GISTS = {  # in 39 characters at most
    "starting": "no pass has led here yet",
    "converging": "the loss halves within 100 passes",
    "slow": "more than 100 passes to halve the loss",
    "overshooting": "over the valley, and the loss fell",
    "rising": "the last pass raised the loss",
    "unsteady": "too long a step, or no lower for long",
    "diverging": "the loss rises, faster each time",
    "diverged": "a number is not finite any more",
    "noisy": "the batches differ too much",
    "level": "a minimum or a saddle: no gain in sight",
    "saddle": "no slope, but a direction curves down",
    "minimum": "next to nothing is left to gain",
    "plateau": "flat ground, high up",
}


def passes_in_words(number: float) -> str:
    """`about 1700 passes`; a number that says little is told as such."""
    if not math.isfinite(number) or number > 1e9:
        return "more than a billion passes"
    return f"about {float(f'{number:.2g}'):,.0f} passes".replace(",", " " if number >= 1e4 else "")


def percent(part: float, whole: float) -> str:
    """A part in percent; one too small to be seen is told as such."""
    if not whole:
        return "none"
    told = 100.0 * part / whole
    return "less than 0.001 %" if 0.0 <= told < 0.001 else f"{told:.2g} %"


def share(part: float, whole: float) -> str:
    """A part as a number, in one digit."""
    return f"{part / whole:.1g}" if whole else "0"
