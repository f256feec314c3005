"""The keys of a lesson's screen without the screen: what each of them does to the lesson.

Which key is closed, how a number is typed, and what the rows of the setup are, the screen's own
modules say. Left out are the keys that leave the lesson, write files, play in real time, or
only change the view, and the dialogs of a race and of points. Passes up to a rule end early.
"""

from collections.abc import Callable
from contextlib import suppress

from tui_descent import actions
from tui_descent.actions import KEYS, CommandError
from tui_descent.actions.registry import keys
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.reading import Reading
from tui_descent.lessons.run import LessonRun
from tui_descent.presets import PresetError
from tui_descent.presets.change import changed
from tui_descent.presets.chosen import changes
from tui_descent.presets.setup import setup_of
from tui_descent.session.another import restart_varied
from tui_descent.session.elsewhere import rates_to_sweep
from tui_descent.session.until import Until
from tui_descent.ui.lesson_keys import answers, refusal
from tui_descent.ui.screens.setup import Chosen
from tui_descent.ui.widgets.entry import Entry

MOST = 500  # passes up to a rule
DIGITS = KEYS["answer"].keys.split(",")
BOUND = {name: key for key in keys("training", "lesson") for name in key.keys.split(",")}
ARROWS = {"up": -1, "left": -1, "down": 1, "right": 1}
CHARACTERS = {"full_stop": ".", "minus": "-", "plus": "+", "comma": ","}


class Keyboard:
    """A learner at the keys of one lesson."""

    def __init__(self, lesson: Lesson, seed: int = 0) -> None:
        self.run = LessonRun(lesson, seed=seed)
        self.reading = Reading(self.run)
        self.reached: set[int] = set()
        self._open: Callable[[str], None] | None = None  # who gets the next key
        self._entry = Entry("", "")
        self._take: Callable[[float], object] = float
        self._chosen = Chosen(())
        self._place = 0

    def press(self, name: str) -> None:
        """Press a key by Textual's name, and note which goals are reached."""
        if self._open is not None:
            self._open(name)
        elif name in DIGITS and (self.reading.waits or self.reading.names_cause):
            self._answer(DIGITS.index(name) + 1)
        elif name == "enter" and self.reading.reads_on:
            self.reading.turn(1)
        elif name in BOUND and not refusal(BOUND[name].action, self.reading):
            self._do(BOUND[name].id)
        self.run.observe()
        self.reached |= {at for at, mark in enumerate(self.run.checklist) if mark.reached}

    def _answer(self, number: int) -> None:
        if number > answers(self.reading):
            return
        if self.reading.waits:
            self.run.answer(number)
        else:
            self.run.cause(str(number))

    def _do(self, id: str) -> None:
        run, session, line = self.run, self.run.session, BOUND_LINES.get(id, "")
        if id in ("read-on", "read-back"):
            self.reading.turn(1 if id == "read-on" else -1)
        elif id in ("until", "until-loss") and not session.ended:
            until = Until(session) if id == "until" else Until(session, 0.1 * session.loss)
            until.step(MOST)
        elif id == "case" and run.lesson.cases:
            run.case(None)
            self.reading.open("case")
        elif id == "edit":
            self._type(float(session.state.theta[session.selected]), session.set_parameter)
        elif id == "rate-type":
            self._type(session.state.learning_rate, session.set_learning_rate)
        elif id == "guess" and run.guess_asked:
            self._type(None, run.guess)
        elif id == "setup":
            self._chosen, self._open = Chosen(setup_of(session.preset)), self._build
        elif id == "optimizer":
            self._choose("optimizer", tuple(OPTIMIZERS))
        elif id == "sweep" and session.state.finite:
            self._choose("rate", tuple(map(repr, rates_to_sweep(session))))
        elif line:
            with suppress(CommandError):
                actions.run(session, line, run)

    def _type(self, value: float | None, take: Callable[[float], object]) -> None:
        self._entry, self._take = Entry("", "" if value is None else repr(value)), take
        self._open = self._typing

    def _typing(self, name: str) -> None:
        """Take a key of a number that is typed."""
        character = CHARACTERS.get(name, name)
        if name == "escape":
            self._open = None
        elif name == "backspace":
            self._entry = self._entry.erased()
        elif len(character) == 1:
            self._entry = self._entry.typed(character)
        elif name == "enter":
            with suppress(ValueError, CommandError):  # no number, or none that is taken
                value = self._entry.value()
                self._open = None
                if value is not None:
                    self._take(value)

    def _choose(self, word: str, choices: tuple[str, ...]) -> None:
        """Open a list; enter does the word with the choice."""
        self._place = len(choices) // 2

        def listed(name: str) -> None:
            self._place = min(max(self._place + ARROWS.get(name, 0), 0), len(choices) - 1)
            if name in ("enter", "escape", "o", "s"):
                self._open = None
            if name == "enter":
                actions.run(self.run.session, f"{word} {choices[self._place]}", self.run)

        self._open = listed

    def _build(self, name: str) -> None:
        """Take a key of the setup."""
        chosen = self._chosen
        if chosen.entry is None and name in ("escape", "a"):
            self._open = None
        elif name in DIGITS and chosen.setting.typed:
            self._chosen = chosen.with_entry((chosen.entry or Entry("", "")).typed(name))
        elif chosen.entry is not None:
            self._chosen = chosen.accepted() if name == "enter" else chosen.with_entry(None)
        elif name in ("up", "down"):
            self._chosen = chosen.with_cursor(ARROWS[name])
        elif name in ("left", "right"):
            self._chosen = chosen.with_value(chosen.setting.turned(ARROWS[name]))
        elif name == "enter":
            self._set_up()

    def _set_up(self) -> None:
        """Start again with what was chosen, unless it does not fit."""
        session, wanted = self.run.session, changes(self._chosen.setup)
        with suppress(PresetError):
            changed(session.preset, wanted)
            self._open = None
            with session.undoing.one_action("the setup"):
                for change in wanted:
                    restart_varied(session, **change.as_options())


BOUND_LINES = {  # the commands of keys that do one, and of those whose screen does it otherwise
    **{key.id: key.line for key in BOUND.values()},
    "pass": "step",
    "hundred": "step 100",
    "epoch": "epoch",
    "undo": "undo",
    "cure": "cure",
    "check": "check",
    "hint": "hint",
}
