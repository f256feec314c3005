"""A lesson being done: which goals are reached, what was predicted, how far the text was read.

It wraps a Session and is told of every pass and every change, so a goal that was reached
for one pass among a hundred is not missed. It knows no screen: whatever shows it calls
`observe` after each key and reads what stands here.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from msgspec import Struct, structs
from msgspec.structs import replace

from tui_descent.actions import CommandError
from tui_descent.engine.objective import NetworkObjective
from tui_descent.lessons.condition import findings, holds, observing
from tui_descent.lessons.lesson import Case, Lesson, Prediction, Start, prepared
from tui_descent.lessons.observations import Guess, Noted
from tui_descent.lessons.ranges import Typed
from tui_descent.presets import Preset
from tui_descent.session.another import restart_with
from tui_descent.session.elsewhere import limit_with
from tui_descent.session.forecast import passes_to
from tui_descent.session.session import Event, Session

STEPS = {  # how the next value comes about, by the optimizer's name
    "momentum": "the velocity keeps μ of itself and adds the slope: value − rate × velocity",
    "adam": "value − rate × slope / usual size of the slope",
}


class Mark(Struct, frozen=True):
    """One line of the checklist.

    waits  it does not count yet: goals above it come first
    """

    text: str
    reached: bool
    waits: bool


@dataclass(slots=True)
class Kept:
    """What is known of a lesson from one time to the next; LessonRun takes it as a mapping.

    block    how many blocks of the text were read before the one shown
    answers  the number of the chosen answer of each question, from 0
    hints    how many were shown
    goals    which were reached the last time, by their places
    done     whether all goals were reached then
    seed     of the order of the cases
    causes   case -> the cause that was named
    cured    the cases that were cured, by name
    """

    block: int = 0
    answers: list[int] = field(default_factory=list)
    hints: int = 0
    goals: list[int] = field(default_factory=list)
    done: bool = False
    seed: int = 0
    causes: dict[str, str] = field(default_factory=dict)
    cured: list[str] = field(default_factory=list)


class Left(Struct, frozen=True):
    """Where a lesson was left: its session, the open case from 0, the seed of their order."""

    session: Session
    case: int = 0
    order: int = 0


class LessonRun:
    """One learner in one lesson. Commands that only a lesson has end here (actions.Teacher)."""

    def __init__(
        self,
        lesson: Lesson,
        kept: Mapping[str, Any] | None = None,
        seed: int | None = None,
        left: "Left | None" = None,
    ) -> None:
        """Begin the lesson, or go on where it was left.

        kept  what is known of it, by the names of Kept
        seed  of the order of the cases where nothing is known
        """
        self.lesson = lesson
        self.kept = Kept(**kept) if kept else Kept(seed=_drawn() if seed is None else seed)
        if left is not None:
            self.kept.seed = left.order
        self._order = list(lesson.cases)
        random.Random(self.kept.seed).shuffle(self._order)
        self._case = 0
        if left is not None:
            self.session = left.session
            self._case = left.case if left.case in range(len(self._order)) else 0
        elif self._order:
            self.session = Session(_shown(self._order[0], 0))
            self.session.selected = self._order[0].start.selected
        else:
            self.session = lesson.session()
        self.session.advice.named = False  # it is for the learner to find out
        asked = (*(goal.conditions for goal in lesson.goals), *(one.cure for one in lesson.cases))
        self.seen = observing(self.session, asked)
        self.seen.cases_solved = self._solved()
        self._typed: list[Typed | None] = [goal.conditions.typed for goal in lesson.goals]
        self.done = self.kept.done
        known = range(len(lesson.goals)) if self.done else self.kept.goals
        self._reached = {place for place in known if self._stays(place)}
        self.session.watcher = self._happened
        self.session.undoing.accompany(self)
        self._look()

    @property
    def checklist(self) -> tuple[Mark, ...]:
        """Each goal, and whether it is reached."""
        return tuple(
            Mark(goal.text, place in self._reached, goal.then and not self._all_above(place))
            for place, goal in enumerate(self.lesson.goals)
        )

    def observe(self) -> bool:
        """Look once more, after a key; True if the checklist is another than before.

        Passes and changes are noticed by themselves; this sees what happens beside the session,
        as a gradient check that another thread has done.
        """
        before = set(self._reached)
        self._look()
        return before != self._reached

    @property
    def block(self) -> int:
        """Which block of the text is shown, from 0."""
        return min(self.kept.block, len(self.lesson.text) - 1)

    def turn(self, offset: int) -> bool:
        """Move this many blocks on and show that one; False if there is none."""
        place = self.kept.block + offset
        if not 0 <= place < len(self.lesson.text):
            return False
        self.kept.block = place
        return True

    @property
    def question(self) -> Prediction | None:
        """The question that is asked next; None once all are answered."""
        asked = len(self.kept.answers)
        questions = self.lesson.predictions
        return questions[asked] if asked < len(questions) else None

    def answer(self, number: int) -> str:
        """Lock in an answer, the first one being 1; returns what is said to it."""
        question = self.question
        if question is None:
            raise CommandError("every question is answered; goal says what to do")
        if not 1 <= number <= len(question.answers):
            raise CommandError(f"there is no answer {number}; choose 1 to {len(question.answers)}")
        self.kept.answers.append(number - 1)
        return question.answers[number - 1].explain

    def hint(self) -> str:
        """One more hint; after the last one it again."""
        place = min(self.kept.hints, len(self.lesson.hints) - 1)
        self.kept.hints = place + 1
        return self.lesson.hints[place]

    def goals(self) -> str:
        """The checklist in words."""
        marks = [f"[{'x' if mark.reached else ' '}] {mark.text}" for mark in self.checklist]
        return "\n".join(marks)

    def guess(self, value: float) -> str:
        """Take a value that the learner expects to see, and say what is true of it."""
        place = self._asked()
        wanted = None if place is None else self._typed[place]
        if place is None or wanted is None:
            raise CommandError("no value is asked for now; goal says what to do")
        session = self.session
        index = session.selected
        label = session.name()
        allowed = {self.seen.index(name) for name in wanted.of}
        if allowed and index not in allowed:
            asked = session.name(self.seen.index(wanted.of[0]))
            raise CommandError(f"it is not {label} that is asked for; select {asked}")
        if session.ended:
            raise CommandError("it has diverged: there is no next pass; go back")
        name = {
            "next": f"the next {label}",
            "slope": f"the slope of {label}",
            "limit": "the limit of the learning rate",
            "best": "the pass with the lowest loss held out",
            "passes": "the number of passes",
        }
        with np.errstate(all="ignore"):
            truth = self._truth(wanted, index)
            if not abs(value - truth) <= wanted.tolerance(truth):
                return f"{value:g} is not it; {self._why(wanted.what, index)}"
        self.seen.guesses.append(Guess(wanted.what, session.state.passes, index, value))
        self._look()
        right = f"right: {name.get(wanted.what, 'the next loss')} is {truth:.6g}"
        return f"{right}{self._missing(place)}"

    def _missing(self, place: int) -> str:
        """What else the goal asks for, at the moment that its value is typed; "" for nothing."""
        asked = structs.replace(self.lesson.goals[place].conditions, typed=None)
        if place in self._reached:
            return ""
        missing = (one for one in findings(asked, self.seen) if not one.holds)
        return next((f", but the goal is for {one.what} {one.wanted}" for one in missing), "")

    def _asked(self) -> int | None:
        """Which goal is the first that waits for a value to be typed."""
        for place, typed in enumerate(self._typed):
            if typed is not None and place not in self._reached:
                return place
        return None

    @property
    def guess_asked(self) -> str:
        """What `guess` means now, one of TYPED; "" where nothing is to be guessed."""
        place = self._asked()
        wanted = None if place is None else self._typed[place]
        return wanted.what if wanted is not None else ""

    def _truth(self, wanted: Typed, index: int) -> float:
        session, what = self.session, wanted.what
        if what == "slope":
            return float(session.state.gradient[index])
        if what == "next":
            return float(session.walk.next_values()[index])
        if what == "best":
            return float(self.seen.best)
        if what == "limit":
            limit = limit_with(session, session.state.optimizer)
            return math.nan if limit is None else limit.rate
        if wanted.loss is not None:
            return passes_to(session, wanted.loss)
        return float(session.objective.value(session.walk.next_values()))

    def _why(self, what: str, index: int) -> str:
        """How it comes about, with the numbers in, the last step left to the learner."""
        state, objective = self.session.state, self.session.objective
        if what == "next" and state.optimizer.name == "sgd":
            rate, slope = state.learning_rate, state.gradient[index]
            return f"value − rate × slope: {state.theta[index]:.6g} − {rate:g} × ({slope:.6g})"
        if what == "next" and state.optimizer.name in STEPS:
            return STEPS[state.optimizer.name]
        if what == "slope" and isinstance(objective, NetworkObjective):
            signals, inputs = objective.error_signals(state.theta, state.passes, index)
            if len(signals) == 1:
                product = f"({signals[0]:.6g}) × ({inputs[0]:.6g})"
                if len(objective.network.layers) == 2:
                    return f"what the loss gains for 1 more in the sum, times the input: {product}"
                return f"the unit's blame δ times its input: {product}"
            return "for each sample, the unit's blame δ times its input; then add them up"
        if what == "best":
            return "look where the loss held out is lowest, and make enough passes to see it rise"
        if what == "limit" and state.optimizer.name == "sgd":
            if self.session.parameter_count == 1:
                return "2 / curvature: by how much does a way of 1 change the slope?"
            return "2 divided by the largest curvature here"
        if what == "passes":
            return "compare it with a rate whose passes you know"
        return "look at the arithmetic panel, and try again"

    @property
    def case_now(self) -> Case | None:
        """The case that is open; None in a lesson without cases."""
        return self._order[self._case] if self._order else None

    @property
    def must_name(self) -> bool:
        """Whether something is asked of the open case that comes before its first pass."""
        case = self.case_now
        return bool(self.lesson.asks) and case is not None and case.name not in self.kept.causes

    @property
    def case_number(self) -> int:
        """Its number in the order in which they are shown, from 1."""
        return self._case + 1

    @property
    def case_marks(self) -> tuple[Mark, ...]:
        """Each case in the order in which they are shown, and whether it is solved."""
        return tuple(
            Mark(f"case {place}", self._is_solved(case), case.name not in self.kept.causes)
            for place, case in enumerate(self._order, start=1)
        )

    def cause(self, name: str) -> str:
        """Lock in what the learner thinks is wrong in this case: a name, or its number."""
        case, causes = self.case_now, self.lesson.causes
        if case is None:
            raise CommandError("there is nothing to diagnose in this lesson")
        if name.isdecimal() and 1 <= int(name) <= len(causes):
            name = causes[int(name) - 1]
        if name not in causes:
            raise CommandError(f"{name!r} is not a cause; there are: {', '.join(causes)}")
        if case.name in self.kept.causes:
            raise CommandError(
                "you have named this case already; cure it, or go to the next one: case"
            )
        if self.lesson.asks and (self.session.newest or self.session.number):
            raise CommandError(f"this is asked before the start; first case {self.case_number}")
        self.kept.causes[case.name] = name
        self._look()
        if case.accepts(name):
            return f"{name}: right. {case.explain}"
        return f"it is not {name}, it is {case.cause}. {case.explain}"

    def case(self, number: int | None) -> str:
        """Open another case, by its number, or the next one."""
        if not self._order:
            raise CommandError("this lesson has no cases")
        place = self._case + 1 if number is None else number - 1
        if number is None:
            place %= len(self._order)
        if not 0 <= place < len(self._order):
            raise CommandError(f"there is no case {number}; choose 1 to {len(self._order)}")
        case = self._order[place]
        with self.session.undoing.one_action(f"going to case {place + 1}"):
            self._case = place
            restart_with(self.session, _shown(case, place))
            self.session.selected = case.start.selected
        asks = self.lesson.asks or "what is wrong?"
        return f"case {place + 1} of {len(self._order)}: {asks} {case.text}".strip()

    def _is_solved(self, case: Case) -> bool:
        kept = self.kept
        return case.accepts(kept.causes.get(case.name, "")) and case.name in kept.cured

    def _solved(self) -> int:
        return sum(map(self._is_solved, self._order))

    def snapshot(self) -> tuple[int, frozenset[int], Noted]:
        """Return the open case, the reached goals and what was noted, for an undo."""
        return self._case, frozenset(self._reached), self.seen.snapshot()

    def restore(self, snapshot: tuple[int, frozenset[int], Noted]) -> None:
        """Go back with the session; a goal that stays once it is reached does."""
        self._case, reached, noted = snapshot
        self._reached = {*reached, *(place for place in self._reached if self._stays(place))}
        self.seen.restore(noted)

    def _happened(self, event: Event) -> None:
        self.seen.observe(event)
        if event == "reset" and not self.done:
            self._reached = {place for place in self._reached if self._stays(place)}
        self._look()

    def _stays(self, place: int) -> bool:
        return self.done or self.lesson.goals[place].seen

    def _all_above(self, place: int) -> bool:
        return all(above in self._reached for above in range(place))

    def _look(self) -> None:
        """Mark what is reached at this moment."""
        case = self.case_now
        if case is not None and case.name in self.kept.causes and case.name not in self.kept.cured:
            if holds(case.cure, self.seen):
                self.kept.cured.append(case.name)
            self.seen.cases_solved = self._solved()
        if self.done:
            return
        for place, goal in enumerate(self.lesson.goals):
            if place in self._reached or (goal.then and not self._all_above(place)):
                continue
            if holds(goal.conditions, self.seen):
                self._reached.add(place)
        self.done = len(self._reached) == len(self.lesson.goals)


def _drawn() -> int:
    return random.SystemRandom().randrange(2**31)


def _shown(case: Case, place: int) -> Preset:
    """The case's preset under a name that does not give its cause away."""
    preset = prepared(case.preset, case.start)
    title = f"Case {place + 1}"
    tables = structs.replace(preset.tables, title=title, summary="")
    return replace(preset, name=f"case {place + 1}", title=title, summary="", tables=tables)


def start_of(run: LessonRun) -> Start:
    """How the screen opens what the run shows now."""
    case = run.case_now
    return run.lesson.start if case is None else case.start
