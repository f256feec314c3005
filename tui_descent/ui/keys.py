"""The one registry of keys.

Bindings, the footer, the help screen and the README's table are all made from it. Every
key has an id by which a user's config file can move it elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a key does.

    keys     Textual's names of the keys, with commas between
    shown    how they are written for a person
    action   the method `action_…` of the screen or the app
    footer   a word for the footer
    does     a sentence part for the help and the README
    """

    id: str
    keys: str
    shown: str
    action: str
    footer: str
    does: str


TRAINING = (
    Key("pass", "space", "space", "step(1)", "pass", "make one pass"),
    Key(
        "phase",
        "full_stop",
        ".",
        "phase",
        "phase",
        "take one phase of a pass: forward, loss, backward, layer by layer, update",
    ),
    Key("sample", "i", "i", "sample", "", "look at the next sample on its way through"),
    Key("epoch", "e", "e", "epoch", "", "make passes up to the end of the epoch"),
    Key("hundred", "greater_than_sign", ">", "step(100)", "", "make 100 passes"),
    Key("back", "b,backspace", "b", "back", "back", "go back one pass, exactly (also backspace)"),
    Key("play", "p", "p", "play", "play", "play, pause"),
    Key("slower", "comma", ",", "speed(-1)", "", "play slower"),
    Key("faster", "semicolon", ";", "speed(1)", "", "play faster"),
    Key("rate-up", "up", "↑", "rate_up", "lr", "learning rate one notch up"),
    Key("rate-down", "down", "↓", "rate_down", "", "learning rate one notch down"),
    Key("rate-times", "right_square_bracket", "]", "rate_scale(10)", "", "learning rate × 10"),
    Key("rate-divide", "left_square_bracket", "[", "rate_scale(0.1)", "", "learning rate ÷ 10"),
    Key("rate-type", "equals_sign", "=", "type_rate", "", "type a learning rate"),
    Key("previous", "left", "←", "select(-1)", "pick", "select the parameter before"),
    Key("next", "right", "→", "select(1)", "", "select the next parameter"),
    Key("edit", "enter", "enter", "type_value", "set", "type a value for the selected parameter"),
    Key("nudge-up", "plus", "+", "nudge(1)", "", "nudge the selected parameter up"),
    Key("nudge-down", "minus", "-", "nudge(-1)", "", "nudge the selected parameter down"),
    Key("reset", "r", "r", "reset", "reset", "reset to the same initial weights"),
    Key("new", "n", "n", "new_weights", "", "start from new random weights"),
    Key(
        "undo",
        "U,u",
        "U",
        "undo",
        "undo",
        "undo: take back the last action that threw something away, and the one before it "
        "(also u, outside lessons)",
    ),
    Key("redo", "Y", "Y", "redo", "", "redo: take back the last undo"),
    Key("sweep", "s", "s", "sweep", "sweep", "learning-rate sweep: see where each rate leads"),
    Key("cure", "M", "M", "cure", "cure", "do what the line below advises"),
    Key("fork", "f", "f", "fork", "", "keep this run as a ghost, go on from here"),
    Key("swap", "x", "x", "swap", "", "go on with the oldest ghost, keep this run in its place"),
    Key("drop", "d", "d", "drop", "", "drop all ghosts"),
    Key("log", "l", "l", "log", "", "loss axis and contours linear, logarithmic"),
    Key("zoom-in", "z", "z", "zoom(1)", "closer", "landscape, slice: look closer"),
    Key("zoom-out", "Z", "Z", "zoom(-1)", "", "landscape, slice: look from further away"),
    Key("pan-left", "H", "H", "pan(-1, 0)", "", "landscape: look further left"),
    Key("pan-down", "J", "J", "pan(0, -1)", "", "landscape: look further down"),
    Key("pan-up", "K", "K", "pan(0, 1)", "", "landscape: look further up"),
    Key("pan-right", "L", "L", "pan(1, 0)", "", "landscape: look further right"),
    Key("follow", "c", "c", "follow", "follow", "landscape: centre on the point and follow it"),
    Key("plane", "v", "v", "plane", "", "landscape: along two parameters, along the path"),
    Key("second", "m", "m", "second", "", "landscape: the selected parameter goes upwards"),
    Key("fog", "y", "y", "fog", "fog", "fog: see only what the descent came near, or all"),
    Key("optimizer", "o", "o", "optimizer", "optimizer", "choose the optimizer"),
    Key(
        "setup",
        "a",
        "a",
        "setup",
        "setup",
        "choose activations, batch size, scaling of the inputs, initial weights",
    ),
    Key("check", "g", "g", "check", "check", "check the gradient against differences of the loss"),
    Key("write", "w", "w", "write", "", "write the run (.jsonl, .csv) or the screen (.svg)"),
    Key(
        "view",
        "tab",
        "tab",
        "view",
        "view",
        "next view: the curve, the arithmetic; in small windows all panels in turn",
    ),
    Key("home", "h", "h", "home", "list", "choose another problem or lesson"),
    Key("help", "question_mark", "?", "help", "help", "show the keys"),
)

LESSON = (
    Key(
        "read-on",
        "k",
        "k",
        "read(1)",
        "go on",
        "the lesson's next page (also enter, while reading)",
    ),
    Key("read-back", "j", "j", "read(-1)", "page back", "the page before"),
    Key(
        "answer",
        "1,2,3,4,5,6,7,8,9",
        "1–9",
        "answer",
        "answer",
        "choose an answer; where causes are listed, a cause",
    ),
    Key("hint", "t", "t", "hint", "hint", "a hint; pressed again, one that says more"),
    Key(
        "guess",
        "u",
        "u",
        "guess",
        "guess",
        "type a value that you expect, where a goal asks for it",
    ),
    Key("case", "C", "C", "case", "next case", "the next case, in a lesson that has several"),
    Key("fold", "T", "T", "fold", "text", "fold the lesson's text away, or back"),
    Key("restart", "R", "R", "restart", "restart", "start the lesson again"),
    Key("lesson-next", "N", "N", "lesson(1)", "next lesson", "the next lesson"),
    Key("lesson-previous", "P", "P", "lesson(-1)", "", "the lesson before"),
)

EVERYWHERE = (
    Key("commands", "ctrl+p", "ctrl+p", "command_palette", "", "find a command by its name"),
    Key("repaint", "ctrl+l", "ctrl+l", "repaint", "", "draw the whole screen again"),
    Key("suspend", "ctrl+z", "ctrl+z", "suspend_process", "", "put the program aside; fg goes on"),
    Key("quit", "q", "q", "quit", "quit", "quit; ctrl+c does so everywhere"),
)

PAIRS = {"rate-up": "rate-down", "previous": "next"}  # shown in the footer as one: ↑↓, ←→
WHOLE = (
    "pass",
    "phase",
    "back",
    "play",
    "rate-up",
    "previous",
    "edit",
    "reset",
    "sweep",
    "help",
    "quit",
)
FOLDED = ("pass", "view", "back", "rate-up", "play", "help", "quit")  # where views are folded
LANDSCAPE = ("zoom-in", "fog", "follow")  # come after the rate while the landscape is seen


def names(keymap: Mapping[str, str]) -> dict[str, str]:
    """How each key is written where a user's keymap has put it, by its id.

    Sentences name a key as `{back}` and get its name from here.
    """
    return {key.id: key.shown for key in moved((*TRAINING, *LESSON, *EVERYWHERE), keymap)}


def bindings(keys: tuple[Key, ...]) -> list[Binding]:
    """The bindings of a screen."""
    return [Binding(key.keys, key.action, key.does, show=False, id=key.id) for key in keys]


def moved(keys: tuple[Key, ...], keymap: Mapping[str, str]) -> tuple[Key, ...]:
    """The same keys where a user's keymap, id -> keys, has put them."""
    return tuple(
        replace(key, keys=keymap[key.id], shown=keymap[key.id].replace(",", " "))
        if key.id in keymap
        else key
        for key in keys
    )


def usual(folded: bool, landscape: bool, cure: bool = False) -> tuple[str, ...]:
    """The ids for the footer, the most important first.

    folded     views are folded away
    landscape  one is seen
    cure       the verdict names one
    """
    ids = FOLDED if folded else WHOLE
    if cure:
        ids = (ids[0], "cure", *ids[1:])
    at = ids.index("rate-up") + 1
    return (*ids[:at], *LANDSCAPE, *ids[at:]) if landscape else ids


def footer(ids: tuple[str, ...], keys: tuple[Key, ...]) -> list[tuple[str, str]]:
    """(key, word) for each of these ids, the two of a pair as one."""
    found = {key.id: key for key in keys}
    return [
        (found[id].shown + (found[PAIRS[id]].shown if id in PAIRS else ""), found[id].footer)
        for id in ids
    ]
