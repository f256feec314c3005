"""The file of a saved session: numpy's archive of plain arrays (.npz), nothing pickled.

The arrays hold the numbers bit for bit, also those that are not finite; one of them,
`header`, is the rest as JSON. A state that several runs share is written once.
"""

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import numpy as np
from msgspec.structs import asdict, astuple

from tui_descent.engine.descent import State
from tui_descent.engine.hyperparameters import settings
from tui_descent.engine.optimizers import Optimizer
from tui_descent.presets import Preset
from tui_descent.presets.loading import source_of
from tui_descent.presets.preset import NetworkProblem
from tui_descent.saved.error import SavedError
from tui_descent.session.session import Session
from tui_descent.session.snapshot import KeptRun
from tui_descent.text import safe

if TYPE_CHECKING:
    from tui_descent.views.cameras import Sights

from tui_descent.saved.header import FORMAT, Header, InLesson, RunTable, SightsTable


def write_session(file: BinaryIO, session: Session, within: InLesson | None = None) -> None:
    """Write all that is needed to go on another day."""
    memo, preset, state = session.memo(), session.preset, session.state
    states = _States()
    runs = [KeptRun("", memo.run, memo.passes, memo.number), *memo.others]
    arrays: dict[str, Any] = {"start": memo.start}
    for number, kept in enumerate(runs):
        arrays[f"losses{number}"] = kept.run.losses
        arrays[f"checkpoints{number}"] = states.numbers(kept.run.checkpoints)
        arrays[f"changed{number}"] = states.numbers(kept.run.changed)
        arrays[f"moved{number}"] = np.array(kept.run.moved, dtype=np.int64)
    arrays |= states.arrays()
    sights, appearance = memo.sights, memo.appearance
    if sights is not None and sights.landscape.laid is not None:
        plane = sights.landscape.laid.plane
        arrays["plane_origin"], arrays["plane_offset"] = plane.origin, plane.offset
        arrays["plane_directions"] = plane.directions
    header = Header(
        format=FORMAT,
        saved=datetime.now(UTC).isoformat(timespec="seconds"),
        preset=source_of(preset),
        tables=preset.tables,
        data=fingerprint(preset),
        passes=memo.passes,
        newest=memo.run.newest,
        learning_rate=state.learning_rate,
        optimizer=state.optimizer.name,
        seed=memo.seed,
        schedule=dict(memo.schedule),
        selected=memo.selected,
        speed=memo.speed,
        window=memo.window,
        phase=memo.phase,
        sample=memo.sample,
        optimizers=states.optimizer_tables(),
        runs=[RunTable(kept.label, kept.run.stride, kept.passes, kept.number) for kept in runs],
        name=safe(preset.name),
        fog=memo.fog,
        log=appearance.log,
        view=appearance.view,
        theme=appearance.theme,
        failed=appearance.failed,
        sights=None if sights is None else _sights_table(sights),
        **asdict(within or InLesson("")),
    )
    try:
        arrays["header"] = np.frombuffer(msgspec.json.encode(header), dtype=np.uint8)
    except UnicodeEncodeError:
        raise SavedError(f"{preset.path}: this name is not text; give the file another") from None
    np.savez(file, **arrays)


def _sights_table(sights: "Sights") -> SightsTable:
    sight = sights.landscape
    camera, laid = sight.camera, sight.laid
    table = SightsTable(
        slice=sights.slice,
        logarithmic=sight.logarithmic,
        second=sight.second,
        principal=sight.principal,
        steady=sight.steady,
        following=sight.following,
    )
    if camera is not None and np.isfinite(astuple(camera)).all():
        table.camera = [*astuple(camera)]
    if laid is not None:
        table.names, table.indices = [*laid.names], laid.indices
        table.passes, table.explained = laid.passes, laid.explained
    return table


def fingerprint(preset: Preset) -> str:
    """A number that is another one where the data are others.

    They enter to seven digits: in the last ones the same made data may differ between two
    machines.
    """
    seen = hashlib.sha256()
    if isinstance(preset.problem, NetworkProblem):
        for points in (preset.problem.data.inputs, preset.problem.data.targets):
            with np.errstate(over="ignore"):
                seen.update(points.astype(np.float32).tobytes())
    return seen.hexdigest()


class _States:
    """States, each with a number; the same state has the same number."""

    def __init__(self) -> None:
        self._states: dict[int, State] = {}
        self._numbers: dict[int, int] = {}
        self._optimizers: dict[Optimizer, int] = {}

    def numbers(self, states: tuple[State, ...]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The number of each."""
        for state in states:
            self._states[id(state)] = state
            self._numbers.setdefault(id(state), len(self._numbers))
            self._optimizers.setdefault(state.optimizer, len(self._optimizers))
        return np.array([self._numbers[id(state)] for state in states], dtype=np.int64)

    def arrays(self) -> dict[str, np.ndarray[Any, np.dtype[Any]]]:
        """One array for each field, in the order of the numbers."""
        states = list(self._states.values())
        inner = [part.ravel() for state in states for part in state.optimizer_state]
        return {
            "passes": np.array([state.passes for state in states], dtype=np.int64),
            "theta": np.array([state.theta for state in states]),
            "batch_loss": np.array([state.batch_loss for state in states]),
            "gradient": np.array([state.gradient for state in states]),
            "learning_rate": np.array([state.learning_rate for state in states]),
            "optimizer": np.array(
                [self._optimizers[state.optimizer] for state in states], dtype=np.int64
            ),
            "optimizer_state": np.concatenate([*inner, np.empty(0)]),
            "finite": np.array([state.finite for state in states]),
        }

    def optimizer_tables(self) -> list[dict[str, str | float]]:
        """Name and settings of each."""
        optimizers: list[Any] = list(self._optimizers)
        return [{"name": one.name, **settings(one)} for one in optimizers]
