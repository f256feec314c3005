"""Keys on the screens: what they are bound to, and which ones stand in the footer."""

from textual.binding import Binding

from tui_descent.actions.action import Key

# Shown in the footer as one: ↑↓, ←→.
PAIRS = {
    "rate-up": "rate-down",
    "previous": "next",
    "pan-left": "pan-right",
    "pan-down": "pan-up",
}
WHOLE = (
    "pass",
    "phase",
    "back",
    "play",
    "rate-up",
    "what",
    "previous",
    "edit",
    "reset",
    "sweep",
    "help",
    "quit",
)
FOLDED = ("pass", "view", "back", "rate-up", "play", "help", "quit")  # where views are folded
LANDSCAPE = ("zoom-in", "fog", "follow")  # come after the rate while the ground is seen
MOUNTAIN = ("pan-left", "pan-down")


def bindings(keys: tuple[Key, ...]) -> list[Binding]:
    """The bindings of a screen."""
    return [Binding(key.keys, key.action, key.does, show=False, id=key.id) for key in keys]


def usual(folded: bool, ground: bool, turns: bool, cure: bool) -> tuple[str, ...]:
    """The ids for the footer, the most important first.

    folded  views are folded away
    ground  a map or a mountain is seen
    turns   the hero is a mountain
    cure    the verdict names one
    """
    ids = FOLDED if folded else WHOLE
    if cure:
        ids = (ids[0], "cure", *ids[1:])
    at = ids.index("rate-up") + 1
    return (*ids[:at], *MOUNTAIN * turns, *LANDSCAPE, *ids[at:]) if ground else ids


def footer(ids: tuple[str, ...], keys: tuple[Key, ...]) -> list[tuple[str, str]]:
    """(key, word) for each of these ids, the two of a pair as one."""
    found = {key.id: key for key in keys}
    return [
        (found[id].shown + (found[PAIRS[id]].shown if id in PAIRS else ""), found[id].footer)
        for id in ids
    ]
