"""What a condition is, how it is looked at, and how it is checked: the same for all of them."""

from collections.abc import Callable, Iterator, Sequence
from types import GenericAlias
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from tui_descent.actions import CommandError
from tui_descent.lessons.observations import Note, Observations
from tui_descent.lessons.ranges import NO_NETWORK, Range, Setting, Typed, listed
from tui_descent.presets.checks import Checks
from tui_descent.session.session import Session

Measure = Callable[[Observations, Any], Any]  # None where there is no such value


class Condition(Struct, frozen=True):
    """One condition.

    name     its key in a lesson's file
    takes    what it is given: a kind of range, a name, or yes and no
    measure  its value in a session; None if there is none
    means    what writers are told
    example  how it is written, where that is no plain range
    words    how a message calls it; "": as it is named
    needs    what there must be: "" nothing, a network, points held out, or cases
    choices  of a name
    several  whether a list of them may be given; of names one is enough, of ranges all must hold
    notes    what has to be noted as it happens
    """

    name: str
    takes: type[Any]
    measure: Callable[[Observations, Any], Any]
    means: str
    example: str = ""
    words: str = ""
    needs: Literal["", "network", "held out", "cases"] = ""
    choices: Sequence[str] = ()
    several: bool = False
    notes: Note | None = None

    @property
    def field(self) -> tuple[str, Any, None]:
        """Name, type and default of the field for it."""
        kinds: Any = self.takes
        if self.several:
            kinds = kinds | GenericAlias(tuple, (kinds, ...))
        return self.name, kinds | None, None

    def value(self, seen: Observations, wanted: Any) -> Any:
        """Its value; None where what it names is not there any more: the network was built anew."""
        try:
            return self.measure(seen, wanted)
        except (CommandError, IndexError):
            return None

    def agrees(self, seen: Observations, wanted: Any) -> bool:
        """Whether one thing that is asked for is so."""
        value = self.value(seen, wanted)
        if value is None:
            return False
        if isinstance(value, list):  # the least and the largest
            return all(map(wanted.holds, value))
        if isinstance(wanted, Range | Typed):
            return wanted.holds(value)
        return bool(value in listed(wanted))

    def called(self, wanted: Any) -> str:
        """What a message calls it: `loss`, `slope of w1`, `prediction for sample 2`."""
        words = self.words or self.name.replace("_", " ")
        return wanted.called(words) if isinstance(wanted, Range | Typed) else words

    def check(self, wanted: Any, session: Session, key: str, cases: bool, checks: Checks) -> None:
        """Raise PresetError where it asks for what there is not."""
        if isinstance(wanted, Range | Typed):
            wanted.check(session, key, checks)
        of = wanted.of if isinstance(wanted, Setting) else wanted
        if self.choices:
            checks.choice(self.choices, of, f"{key}.of" if of is not wanted else key)
        if self.needs == "network" and not session.has_network:
            checks.fail(key, NO_NETWORK, "leave it out")
        if self.needs == "cases" and not cases:
            checks.fail(key, "asked of a lesson without cases", "add [[case]], or leave it out")
        if self.needs == "held out" and session.walk.validation_loss is None:
            wrong = "asked where no points are held out"
            checks.fail(key, wrong, "add data.held_out to the preset")


ALL: list[Condition] = []  # in the order in which they are looked at


def condition(takes: type[Any], example: str = "", **given: Any) -> Callable[[Measure], Measure]:
    """Let a function be the condition of its name, and its docstring what writers are told."""

    def register(measure: Measure) -> Measure:
        means = " ".join((measure.__doc__ or "").split()).rstrip(".")
        means = means[0].lower() + means[1:]
        ALL.append(Condition(measure.__name__, takes, measure, means, example, **given))
        return measure

    return register


class Finding(Struct, frozen=True):
    """One condition that was looked at: what it is called, what it is, what it should be."""

    what: str
    value: Any
    wanted: str
    holds: bool


def holds(conditions: Any, seen: Observations) -> bool:
    """Whether all that is asked holds at this moment."""
    with np.errstate(all="ignore"):
        return all(one.agrees(seen, wanted) for one, wanted in _asked(conditions))


def findings(conditions: Any, seen: Observations) -> Iterator[Finding]:
    """Look at each condition by itself."""
    for one, wanted in _asked(conditions):
        with np.errstate(all="ignore"):
            value, agrees = one.value(seen, wanted), one.agrees(seen, wanted)
        yield Finding(one.called(wanted), value, " or ".join(map(str, listed(wanted))), agrees)


def check_conditions(
    conditions: Any, session: Session, key: str, cases: bool, checks: Checks
) -> None:
    """Each must ask for something, of parameters, units and samples that there are."""
    given = [(one, wanted) for one in ALL if (wanted := getattr(conditions, one.name)) is not None]
    if not given:
        wrong = "nothing that must hold"
        checks.fail(key, wrong, "add a condition: loss = { below = 0.01 }")
    for one, wanted in given:
        for part in listed(wanted):
            one.check(part, session, f"{key}.{one.name}", cases, checks)


def observing(session: Session, asked: Sequence[Any]) -> Observations:
    """What has happened in a session from now on, as far as these conditions ask for it."""
    notes = {one.notes for conditions in asked for one, _ in _asked(conditions) if one.notes}
    if any(conditions.typed and conditions.typed.what == "best" for conditions in asked):
        notes.add("validation")
    signs = [conditions.sign_changes.of for conditions in asked if conditions.sign_changes]
    return Observations(session, notes, tuple(signs))


def _asked(conditions: Any) -> Iterator[tuple[Condition, Any]]:
    """Each condition that is given, one at a time, the cheapest to look at first."""
    for one in ALL:
        wanted = getattr(conditions, one.name)
        if wanted is not None:
            several = isinstance(wanted, tuple) and one.takes is not str
            for part in wanted if several else (wanted,):
                yield one, part
