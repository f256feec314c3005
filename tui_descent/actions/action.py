"""The record of an action: one thing that a learner can do, by a key, in words, or by both."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from tui_descent.session.session import Session

Words = Sequence[str]
Scope = Literal["training", "lesson", "everywhere"]  # the screens on which a key is
SIGNS = {  # Textual's names of keys, and how they are written for a person
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "comma": ",",
    "semicolon": ";",
    "greater_than_sign": ">",
    "plus": "+",
    "minus": "-",
}


class Teacher(Protocol):
    """Who answers the commands that only a lesson has."""

    def guess(self, value: float) -> str:
        """Take a value that the learner expects to see."""

    def answer(self, number: int) -> str:
        """Take the answer to the question that is asked, the first one being 1."""

    def hint(self) -> str:
        """Give one more hint."""

    def goals(self) -> str:
        """Say what is to be reached."""

    def cause(self, name: str) -> str:
        """Take the cause that the learner names for the present case."""

    def case(self, number: int | None) -> str:
        """Go to another case, or to the next one."""


class Key(Struct, frozen=True):
    """A key of the screens.

    id      its name in the user's settings, in lessons that hide it, and in sentences: `{back}`
    keys    Textual's names of the keys, with commas between
    does    a sentence part for the help and the README
    footer  a word for the footer
    line    the command that it does
    call    what the screen does itself where there is no such line; "": the method named by the id
    words   how the same is said in words, where that is neither the line nor the whole command
    stays   whether no lesson may hide it
    named   how it is written for a person; "": as the first of its keys is
    """

    id: str
    keys: str
    does: str
    footer: str = ""
    line: str = ""
    call: str = ""
    words: str = ""
    stays: bool = False
    scope: Scope = "training"
    named: str = ""

    @property
    def shown(self) -> str:
        """How it is written for a person."""
        return self.named or written(self.keys.split(",")[0])

    @property
    def action(self) -> str:
        """The action that the screen binds to it."""
        return f"do('{self.line}')" if self.line else self.call or self.id


class Action(Struct, frozen=True):
    """One thing that can be done.

    word       its command in the plain mode, in lessons and scripts; "" where it has none
    arguments  how they are written: `NAME VALUE`
    help       what the command does, as a sentence part
    run        does it, and returns a sentence about what happened, in which `{back}` stands for
               the name of a key or command; None where the plain mode or the screen does it
    example    the command as it looks when used
    keys       that do it
    through    the id of the key that opens the place where it is done on the screen
    moves      whether it may move the descent: not while a question waits for its answer
    loses      whether what was made before is gone, so that undo is mentioned
    looks      whether it changes nothing, so that the plain mode may stop it at any line
    seen       whether the screen shows what it did, and needs no words for it
    then       what the plain mode tells after it: how the descent stands, the pass, the phase,
               what the next pass will lead to, who is where in a race
    """

    word: str = ""
    arguments: str = ""
    help: str = ""
    run: Callable[[Session, Words, Teacher | None], str] | None = None
    example: str = ""
    keys: tuple[Key, ...] = ()
    through: str = ""
    moves: bool = False
    loses: bool = False
    looks: bool = False
    seen: bool = False
    then: Literal["", "state", "pass", "phase", "forecast", "race"] = ""

    @property
    def usage(self) -> str:
        """The command and its arguments, as one writes them."""
        return f"{self.word} {self.arguments}".strip()

    @property
    def in_words(self) -> str:
        """The command with what it needs: `optimizer NAME`."""
        return " ".join(part for part in self.usage.split() if part.isalpha() or "|" in part)

    @property
    def key(self) -> str:
        """The id of the key that one presses for it first; "" where it has none."""
        return self.through or (self.keys[0].id if self.keys else "")


def written(key: str) -> str:
    """How a key of this name of Textual's is written for a person: `percent_sign` as %."""
    if key in SIGNS or "_" not in key:
        return SIGNS.get(key, key)
    try:
        return unicodedata.lookup(key.replace("_", " "))
    except KeyError:
        return key
