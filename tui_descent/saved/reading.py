"""Reading the file of a saved session: only what a session may hold, and no more than memory bears.

Whoever wrote it may have meant harm: what is too large, or is not what it says, is refused.
"""

import math
import os
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
import numpy as np
from msgspec.structs import replace

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import State
from tui_descent.engine.history import Run
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.presets import Preset
from tui_descent.presets.loading import rebuilt
from tui_descent.saved.error import SavedError
from tui_descent.session.other_runs import MOST_RUNNERS
from tui_descent.session.session import SPEEDS, Session
from tui_descent.session.snapshot import Appearance, KeptRun, Memo

if TYPE_CHECKING:
    from tui_descent.views.cameras import Sights

from tui_descent.saved.file import fingerprint
from tui_descent.saved.header import FORMAT, Header, RunTable, SightsTable, Version
from tui_descent.system import BINARY, NO_LINK, NO_WAIT

MOST_BYTES = 150_000_000  # of a file
HEADER = "header.npy"
HEADER_BYTES = 5_000_000  # of its header
END_BYTES = 65_557  # at the end of an archive, where it says where its list of contents is
CONTENTS_BYTES = 20_000  # of that list
LATEST_WINDOW = 400  # powers of ten in which a gauge may begin
Arrays = Mapping[str, np.ndarray[Any, np.dtype[Any]]]
DAMAGE = (
    *(ValueError, TypeError, KeyError, IndexError, EOFError, OSError, NotImplementedError),
    *(zipfile.BadZipFile, msgspec.DecodeError, MemoryError, ArithmeticError, RuntimeError),
    *(SyntaxError, AttributeError, struct.error),
)


def read_header(path: Path) -> Header:
    """Return what a list says of a file; it reads little of it.

    Raises SavedError where it is damaged.
    """
    with _arrays_of(path) as arrays:
        return _header(path, arrays)


def read_session(path: Path, shipped_only: bool = False) -> Session:
    """Return the session as it was, paused.

    Raises SavedError where the file is damaged, or the preset's data are others by now, and
    PresetError where they are not there any more.
    """
    with _arrays_of(path) as arrays:
        header = _header(path, arrays)
        preset = rebuilt(header.preset, header.tables, shipped_only)
        if fingerprint(preset) != header.data:
            raise SavedError(
                f"{path.stem}: the data of {header.preset} are not what they were when this "
                f"session was saved; put them back, or start again with {header.preset}"
            )
        preset = replace(preset, name=header.name or preset.name)
        return Session.from_memo(preset, _memo(header, arrays, preset))


@contextmanager
def _arrays_of(path: Path) -> Iterator[Arrays]:
    """The arrays of a regular file that is no link; a mistake in them is told as damage."""
    try:
        number = os.open(path, os.O_RDONLY | BINARY | NO_LINK | NO_WAIT)
    except OSError as error:
        raise SavedError(f"{path}: cannot be read ({error.strerror}); check the file") from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise SavedError(f"{path}: not a regular file; it was left there")
    with open(number, "rb") as file:
        try:
            _refuse_bombs(file)
            with zipfile.ZipFile(file) as parts:
                _refuse_large(parts.infolist())
            archive = np.load(file, allow_pickle=False)
            with archive:
                yield archive
        except DAMAGE as error:
            reason = str(error) or type(error).__name__
            raise SavedError(f"{path}: damaged ({reason}); it was left there, delete it") from None


def _refuse_large(parts: list[zipfile.ZipInfo]) -> None:
    """ValueError where the parts would take more memory than the file takes room."""
    if any(part.compress_type for part in parts):
        raise ValueError("compressed, as no session is")
    if any(part.filename == HEADER and part.file_size > HEADER_BYTES for part in parts):
        raise ValueError("a header too large to read")


def _refuse_bombs(file: BinaryIO) -> None:
    """ValueError for a file whose size, or list of contents, is not that of any session."""
    size = file.seek(0, os.SEEK_END)
    if size > MOST_BYTES:
        raise ValueError(f"{size / 1e6:.0f} MB")
    file.seek(max(0, size - END_BYTES))
    end = file.read()
    at = end.rfind(b"PK\5\6")
    if at < 0 or len(end) < at + 16 or end[max(0, at - 20) : at].startswith(b"PK\6\7"):
        raise ValueError("no archive")
    if int.from_bytes(end[at + 12 : at + 16], "little") > CONTENTS_BYTES:
        raise ValueError("too many parts")
    file.seek(0)


def _header(path: Path, arrays: Arrays) -> Header:
    text = _array(arrays, "header", np.uint8, (-1,)).tobytes()
    known = msgspec.json.decode(text, type=Version).format
    if known != FORMAT:
        raise SavedError(f"{path}: written by another version (format {known}); it was left there")
    header = msgspec.json.decode(text, type=Header)
    datetime.fromisoformat(header.saved).astimezone()
    return header


def _memo(header: Header, arrays: Arrays, preset: Preset) -> Memo:
    """The memo that was written; whatever does not fit together is a ValueError."""
    count = preset.objective.parameter_count
    states = _read_states(header, arrays, count)
    runs = [_read_run(number, table, arrays, states) for number, table in enumerate(header.runs)]
    start = _floats(arrays, "start", (count,))
    if not (0 <= header.selected < count and 0 <= header.speed < len(SPEEDS)):
        raise ValueError("an unknown selection")
    if header.phase is not None and header.phase < 0:
        raise ValueError("an unknown phase")
    if header.window is not None and abs(header.window) > LATEST_WINDOW:
        raise ValueError("an unknown window")
    return Memo(
        start=start,
        seed=header.seed,
        schedule=header.schedule,
        run=runs[0].run,
        passes=runs[0].passes,
        others=tuple(runs[1:]),
        number=runs[0].number,
        selected=header.selected,
        speed=header.speed,
        window=header.window,
        phase=header.phase,
        sample=header.sample,
        fog=header.fog,
        sights=None if header.sights is None else _read_sights(header.sights, arrays, count),
        appearance=Appearance(header.view, header.theme, header.log, header.failed),
    )


def _read_sights(table: SightsTable, arrays: Arrays, count: int) -> "Sights":
    from tui_descent.analysis.plane import Plane
    from tui_descent.views.cameras import Sights
    from tui_descent.views.sight import Laid, Sight
    from tui_descent.views.window import Window

    camera, laid = None, None
    (along, zoom), indices = table.slice, table.indices or ()
    if not all(0 <= index < count for index in (along + (along == -1), *indices)):
        raise ValueError("an unknown parameter")
    if not 0 <= table.second < max(2, count):
        raise ValueError("an unknown parameter")
    if table.camera:
        camera = Window(*table.camera)
        if not (np.isfinite(table.camera).all() and min(table.camera[2:]) > 0.0):
            raise ValueError("a camera without a place")
    if table.names:
        plane = Plane(
            _floats(arrays, "plane_origin", (count,)),
            _floats(arrays, "plane_directions", (2, count)),
            _floats(arrays, "plane_offset", (2,)),
        )
        across, upwards = table.names
        laid = Laid(plane, (across, upwards), table.indices, table.passes, table.explained)
    if not (math.isfinite(zoom) and zoom > 0.0):
        raise ValueError("a slice from nowhere")
    sight = Sight(
        table.logarithmic,
        table.second,
        table.principal,
        table.steady,
        table.following,
        camera,
        laid,
    )
    return Sights(sight, (along, zoom))


def _read_states(header: Header, arrays: Arrays, count: int) -> list[State]:
    passes = _whole_numbers(arrays, "passes")
    many = len(passes)
    theta = _floats(arrays, "theta", (many, count))
    gradient = _floats(arrays, "gradient", (many, count))
    losses = _floats(arrays, "batch_loss", (many,)).tolist()
    rates = _floats(arrays, "learning_rate", (many,)).tolist()
    if not all(map(math.isfinite, rates)):
        raise ValueError("a learning rate that is not a number")
    finite = _array(arrays, "finite", np.bool_, (many,)).tolist()
    chosen = _whole_numbers(arrays, "optimizer")
    optimizers = [_read_optimizer(table) for table in header.optimizers]
    shapes = [[part.shape for part in optimizer.init(np.zeros(count))] for optimizer in optimizers]
    inner, at = _floats(arrays, "optimizer_state", (-1,)), 0
    states = []
    for row in range(many):
        parts = []
        for shape in shapes[chosen[row]]:
            size = int(np.prod(shape))
            parts.append(inner[at : at + size].reshape(shape).copy())
            at += size
        states.append(
            State(
                passes=passes[row],
                theta=theta[row].copy(),
                batch_loss=losses[row],
                gradient=gradient[row].copy(),
                learning_rate=rates[row],
                optimizer=optimizers[chosen[row]],
                optimizer_state=tuple(parts),
                finite=finite[row],
            )
        )
    return states


def _read_optimizer(table: dict[str, str | float]) -> Optimizer:
    given: dict[str, Any] = {key: value for key, value in table.items() if key != "name"}
    if not all(isinstance(one, float | int) and math.isfinite(one) for one in given.values()):
        raise ValueError("a setting that is not a number")
    return OPTIMIZERS[str(table["name"])](**given)


def _read_run(number: int, table: RunTable, arrays: Arrays, states: list[State]) -> KeptRun:
    run = Run(
        losses=_floats(arrays, f"losses{number}", (-1,)),
        stride=table.stride,
        checkpoints=tuple(states[at] for at in _whole_numbers(arrays, f"checkpoints{number}")),
        changed=tuple(states[at] for at in _whole_numbers(arrays, f"changed{number}")),
        moved=tuple(_whole_numbers(arrays, f"moved{number}")),
    )
    if not 0 <= table.number <= MOST_RUNNERS:
        raise ValueError("an unknown runner")
    if not (_is_coherent(run) and 0 <= table.passes <= run.newest):
        raise ValueError("passes that do not follow each other")
    return KeptRun(table.label, run, table.passes, table.number)


def _is_coherent(run: Run) -> bool:
    """Whether its parts fit together; those of a damaged file need not."""
    if run.stride < 1 or not len(run.losses):
        return False
    every = range(0, run.newest + 1, run.stride)
    changed = [state.passes for state in run.changed]
    return (
        [state.passes for state in run.checkpoints] == list(every)
        and changed == sorted(set(changed))
        and all(0 <= at <= run.newest for at in (*changed, *run.moved))
    )


def _floats(arrays: Arrays, name: str, shape: tuple[int, ...]) -> FloatArray:
    found: FloatArray = _array(arrays, name, np.float64, shape)
    return found


def _whole_numbers(arrays: Arrays, name: str) -> list[int]:
    return [int(number) for number in _array(arrays, name, np.int64, (-1,)).tolist()]


def _array(arrays: Arrays, name: str, kind: type, shape: tuple[int, ...]) -> Any:
    """An array of this kind and shape, where −1 stands for any length."""
    array = arrays[name]
    if not (
        isinstance(array, np.ndarray)
        and array.dtype == kind
        and array.ndim == len(shape)
        and all(wanted in (-1, found) for wanted, found in zip(shape, array.shape, strict=True))
    ):
        raise ValueError(f"{name} is not of the right shape")
    return array
