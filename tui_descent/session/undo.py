"""What a learner has thrown away with one action, kept so that it can be taken back.

Each entry holds the session as it stood before, as the same plain values that a saved session
is made of. A stack of them is a tuple, bounded in number and in bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tui_descent.engine.history import state_bytes
from tui_descent.session.other_runs import words
from tui_descent.text import counted

if TYPE_CHECKING:
    from tui_descent.engine.history import Run
    from tui_descent.presets import Preset
    from tui_descent.session.snapshot import Memo

MOST_ENTRIES = 100
MOST_BYTES = 32_000_000  # of all entries together; the last one is kept in any case


class Companion(Protocol):
    """Somebody who keeps account of a session, and goes back with it: a lesson, for example."""

    def snapshot(self) -> object:
        """Return what it has noted so far."""

    def restore(self, snapshot: Any) -> None:
        """Go back to what it had noted."""


class Discarded(Struct, frozen=True, eq=False):
    """A session as it stood before an action.

    action     what was done, as a noun: `new weights`
    back       what comes back if it is undone: `37 passes`
    preset     the problem
    companion  the snapshot of whoever keeps account of the session
    """

    action: str
    back: str
    preset: Preset
    memo: Memo
    companion: object = None

    @property
    def bytes(self) -> int:
        """How much memory it takes, about; states that entries share are counted twice."""
        runs = (self.memo.run, *(kept.run for kept in self.memo.others))
        return sum(map(_bytes_of, runs))


class Undo:
    """What was thrown away, the last of it last, and what undoing threw away in its turn.

    stands  returns the session as it stands, before an action that is named so, with what comes
            back if it is undone
    bring   has the session stand as it did then
    """

    def __init__(
        self, stands: Callable[[str, str], Discarded], bring: Callable[[Discarded], None]
    ) -> None:
        self._stands, self._bring = stands, bring
        self._discarded: tuple[Discarded, ...] = ()
        self._undone: tuple[Discarded, ...] = ()
        self._action = ""  # several changes that are one action of the learner's
        self._companion: Companion | None = None

    def accompany(self, companion: Companion) -> None:
        """Have somebody go back, too, whenever something is undone."""
        self._companion = companion

    @property
    def last(self) -> Discarded | None:
        """What `undo` would bring back."""
        return self._discarded[-1] if self._discarded else None

    @property
    def brings_back(self) -> str:
        """What comes back by `undo` that is gone now: `7 passes`; "" if all is still there."""
        last = self.last
        if last is None or (last.memo.run.newest and last not in self.lost(0)):
            return ""
        return last.back

    def lost(self, few: int, kept: Iterable[Run] = ()) -> list[Discarded]:
        """What `undo` and `redo` would bring back and nothing else has, the longest run first.

        few   passes: what has no more is not worth it
        kept  runs that are safe elsewhere
        """
        memo = self._stands("", "").memo
        runs = (memo.run, *(ghost.run for ghost in memo.others), *kept)
        return lost((*self._discarded, *self._undone), runs, few)

    def keep(self, action: str, back: str = "") -> None:
        """Keep all as it stands: an action that throws some of it away comes next."""
        if not self._action:
            self._discarded = pushed(self._discarded, self._as_it_stands(action, back))
            self._undone = ()

    @contextmanager
    def one_action(self, name: str) -> Iterator[None]:
        """Let all that is changed in here be one action, which is undone as a whole."""
        if self._action:
            yield
            return
        self.keep(name)
        self._action = name
        try:
            yield
        finally:
            self._action = ""

    def undo(self) -> Discarded | None:
        """Take back the last action that threw something away, and return what is back."""
        if not self._discarded:
            return None
        *before, last = self._discarded
        self._undone = pushed(self._undone, self._as_it_stands(last.action))
        self._discarded = tuple(before)
        self._bring(last)
        return last

    def redo(self) -> Discarded | None:
        """Take back the last undo: all is as it was just before it; None: there was none."""
        if not self._undone:
            return None
        *before, last = self._undone
        self._discarded = pushed(self._discarded, self._as_it_stands(last.action))
        self._undone = tuple(before)
        self._bring(last)
        return last

    def _as_it_stands(self, action: str, back: str = "") -> Discarded:
        companion = self._companion.snapshot() if self._companion else None
        return replace(self._stands(action, back), companion=companion)

    def restore(self, entry: Discarded) -> None:
        """Have whoever accompanies the session go back, too."""
        if self._companion is not None:
            self._companion.restore(entry.companion)


def lost(entries: Iterable[Discarded], kept: Iterable[Run], few: int) -> list[Discarded]:
    """Those with more than a few passes whose run is no part of one that is kept, nor of another.

    The longest come first.
    """
    runs, found = list(kept), []
    for entry in sorted(entries, key=lambda entry: -entry.memo.run.newest):
        run = entry.memo.run
        if run.newest > few and not any(_is_part_of(run, other) for other in runs):
            found.append(entry)
            runs.append(run)
    return found


def _is_part_of(run: Run, other: Run) -> bool:
    """Whether the other one went the very same way, and perhaps on."""
    return np.array_equal(run.losses, other.losses[: len(run.losses)], equal_nan=True)


def _bytes_of(run: Run) -> int:
    states = len(run.checkpoints) + len(run.changed)
    return run.losses.nbytes + states * state_bytes(run.checkpoints[0])


def what_is_kept(memo: Memo) -> str:
    """The passes and the other runs of a session in words: `37 passes and 2 ghosts`."""
    passes = memo.run.newest
    run = counted(passes, "pass", "passes") if passes else "the start"
    return f"{run} and {words(memo.others)}" if memo.others else run


def pushed(stack: tuple[Discarded, ...], entry: Discarded) -> tuple[Discarded, ...]:
    """Return the stack with one more entry, without the oldest where there are too many."""
    stack = (*stack, entry)[-MOST_ENTRIES:]
    size = sum(one.bytes for one in stack)
    while size > MOST_BYTES and len(stack) > 1:
        size -= stack[0].bytes
        stack = stack[1:]
    return stack


def passes_lost(count: int) -> str:
    """What a start again throws away."""
    return counted(count, "pass", "passes") if count else "the weights before"
