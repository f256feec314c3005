"""Presets, CSV files, lessons and saved sessions with a few things changed at random.

Whatever comes of it, it is refused in a line or it works: then it is played for a moment.
"""

import io
import json
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.lessons.writing import GOOD, with_cases
from tests.presets.csv_kinds import cases
from tui_descent.lessons.checking import complaints
from tui_descent.lessons.loading import load_lesson_file
from tui_descent.paths import sessions_folder
from tui_descent.presets import PresetError, load
from tui_descent.presets.csv_tables import read_csv
from tui_descent.presets.deciding import Choice
from tui_descent.presets.loading import load_file, names
from tui_descent.presets.own_data import load_csv
from tui_descent.presets.preset import NetworkProblem
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import save, saved_sessions
from tui_descent.session.session import Session

PRESETS = Path(__file__).parent.parent / "presets"
WORDS = (
    *("nan", "inf", "-inf", "1e308", "5e-324", "-0.0", "9223372036854775807", "0", "-1", "3"),
    *("true", '""', "[]", "{}", "[[]]", "[[[1e300]]]", '"relu"', '"adam"', '"\\u202e"', "1e999"),
    *('"cross_entropy"', '"softmax"', "[2, 3, 1]", "1979-05-27", "'''", "[network]", "a.b = 1"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, -1, 2, 7, 10**6, 2**63, 10**40, 0.5, -0.0, 1e308, 5e-324, float("nan")),
    *("", "xor", "adam", "relu", "/dev/null", "../x.toml", "\u202e\x1b[2J", [], {}, [[]], [1e300]),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", [[[[[[]]]]]], {"name": "sgd"}),
)
CELLS = (
    *(
        "",
        ",",
        '"',
        '""',
        "\n",
        "\r",
        "\0",
        "NA",
        "nan",
        "inf",
        "1e308",
        "-1e308",
        "1e-320",
        "9" * 400,
    ),
    *(
        "1,5",
        "1.234,5",
        "$",
        "%",
        " kg",
        "(",
        "2021-03-04",
        "06:30",
        "yes",
        "\u202e\x1b[2J",
        "\ufeff",
    ),
    *("#", "sep=;\n", "=", "a=b", "0x1F", "1_000", "\u2212", "٣", "Total", "x" * 3000, ",,,,"),
)
TABLES = tuple(case.content for case in cases(0))
LARGE = 1e150  # the square of a larger number is none
NUMBERS = (float("nan"), float("inf"), -1e308, 5e-324, 0.0, 1e200)
DULL = ("digits", "diabetes", "spiral")  # they take long, and nothing else


@dataclass(frozen=True, slots=True)
class Fall:
    """An exception that nobody caught, and the text or bytes that led to it."""

    seed: int
    content: bytes
    text: str


def fuzz_preset(seed: int, folder: Path) -> Fall | None:
    """A shipped preset, changed; one that is taken is played."""
    generator = random.Random(seed)
    name = generator.choice([name for name in names() if name not in DULL])
    text = mutated((PRESETS / f"{name}.toml").read_text("utf-8"), generator)
    path = folder / "fuzzed.toml"
    path.write_text(text, "utf-8")
    return _tried(seed, text.encode(), lambda: _play(Session(load_file(path))))


def fuzz_csv(seed: int, folder: Path) -> Fall | None:
    """A CSV file, changed, and one of its columns as target; one that is taken is played."""
    generator = random.Random(seed)
    content = mutated_table(generator.choice(TABLES), generator)
    path = folder / "fuzzed.csv"
    path.write_bytes(content)

    def play() -> None:
        names = [column.name for column in read_csv(path).columns]
        target = generator.choice([*names, None, "4", "x"])
        inputs = tuple(generator.sample(names, min(2, len(names))))
        own = load_csv(
            path,
            Choice(
                target,
                inputs if generator.random() < 0.2 else None,
                generator.random() < 0.2,
                ("-999",) if generator.random() < 0.2 else (),
                "20%" if generator.random() < 0.2 else None,
                5 if generator.random() < 0.1 else None,
            ),
        )
        problem = own.preset.problem
        assert isinstance(problem, NetworkProblem)
        for data in filter(None, (problem.data, problem.held_out)):
            assert np.isfinite(data.inputs).all()
            assert np.isfinite(data.targets).all()
        assert np.ptp(problem.data.targets) > 0.0 or problem.held_out
        loss = own.preset.objective.value(own.preset.initial_parameters())
        assert np.isfinite(loss) or np.abs(problem.data.targets).max() > LARGE
        _play(Session(own.preset))

    return _tried(seed, content, play)


def mutated_table(content: bytes, generator: random.Random) -> bytes:
    """A CSV file with one to four things changed."""
    for _ in range(generator.randint(1, 4)):
        lines = content.splitlines(keepends=True) or [b""]
        at, place = generator.randrange(len(lines)), generator.randrange(len(content) + 1)
        match generator.randrange(9):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, generator.choice(lines))
            case 2:
                lines[at] = lines[at][: generator.randrange(len(lines[at]) + 1)]
            case 3 | 4:
                content = content[:place] + generator.choice(CELLS).encode() + content[place:]
                continue
            case 5:
                marks = (b",", b";", b"\t", b".", b'"', b"\n", b"|", b" ")
                content = content.replace(generator.choice(marks), generator.choice(marks))
                continue
            case 6:
                content = content[:place] + generator.randbytes(3) + content[place:]
                continue
            case 7:
                content = content[:place]
                continue
            case 8:
                cells = lines[at].split(b",")
                cells[generator.randrange(len(cells))] = generator.choice(CELLS).encode()
                lines[at] = b",".join(cells)
        content = b"".join(lines)
    return content


def fuzz_lesson(seed: int, folder: Path) -> Fall | None:
    """A small lesson, changed; one that is taken is checked."""
    generator = random.Random(seed)
    text = mutated(generator.choice((GOOD, with_cases())), generator)
    path = folder / "fuzzed.toml"
    path.write_text(text, "utf-8")
    return _tried(seed, text.encode(), lambda: complaints(load_lesson_file(path)))


def fuzz_session(seed: int, folder: Path) -> Fall | None:
    """A saved session, changed; one that is taken is played. HOME must be a folder of its own."""
    generator = random.Random(seed)
    session = Session(load(generator.choice(("xor", "bowl", "one-weight"))))
    session.step(generator.randint(0, 3))
    saved = save(session).path
    content = mutated_bytes(saved.read_bytes(), generator)
    saved.write_bytes(content)

    def go_on() -> None:
        for one in saved_sessions()[0]:
            _play(one.open())

    fall = _tried(seed, content, go_on)
    for path in sessions_folder().iterdir():
        path.unlink()
    return fall


def mutated(text: str, generator: random.Random) -> str:
    """The text with one to three things changed."""
    for _ in range(generator.randint(1, 3)):
        lines = text.splitlines() or [""]
        at = generator.randrange(len(lines))
        key, equals, _value = lines[at].partition("=")
        match generator.randrange(6):
            case 0 | 1:
                lines[at] = f"{key}{equals} {generator.choice(WORDS)}"
            case 2:
                del lines[at]
            case 3:
                lines.insert(at, generator.choice(lines))
            case 4:
                place = generator.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + generator.choice(WORDS) + lines[at][place:]
            case 5:
                lines[at] = lines[at].replace(generator.choice("0123456789"), "99999")
        text = "\n".join(lines)
    return text


def mutated_bytes(content: bytes, generator: random.Random) -> bytes:
    """A session's file: cut, with other bytes, or whole with another header and other numbers."""
    how = generator.random()
    if how < 0.1:
        return content[: generator.randrange(len(content))]
    if how < 0.2:
        changed = bytearray(content)
        for _ in range(generator.randint(1, 8)):
            changed[generator.randrange(len(changed))] = generator.randrange(256)
        return bytes(changed)
    with np.load(io.BytesIO(content)) as archive:
        arrays: dict[str, Any] = dict(archive)
    header = json.loads(arrays.pop("header").tobytes())
    for _ in range(generator.randint(1, 3)):
        if generator.random() < 0.6:
            _change_one(header, generator)
        else:
            _change_array(arrays, generator)
    text = json.dumps(header, ensure_ascii=False).encode("utf-8", "replace")
    written = io.BytesIO()
    np.savez(written, header=np.frombuffer(text, dtype=np.uint8), **arrays)
    return written.getvalue()


def _change_one(table: Any, generator: random.Random) -> None:
    """Change one value, however deep inside."""
    places = list(table) if isinstance(table, dict) else list(range(len(table)))
    if not places:
        return
    at = generator.choice(places)
    if isinstance(table[at], dict | list) and generator.random() < 0.7:
        _change_one(table[at], generator)
    elif generator.random() < 0.1:
        del table[at]
    else:
        table[at] = generator.choice(VALUES)


def _change_array(arrays: dict[str, Any], generator: random.Random) -> None:
    name = generator.choice(sorted(arrays))
    array = arrays[name].copy()
    match generator.randrange(4):
        case 0:
            del arrays[name]
            return
        case 1:
            array = array[:-1]
        case 2:
            array = array.astype(generator.choice((np.float32, np.int64, np.bool_, np.complex128)))
        case _ if array.size:
            numbers = NUMBERS if array.dtype.kind == "f" else (0, 1, -1, 2**62, 7)
            array.flat[generator.randrange(array.size)] = generator.choice(numbers)
    arrays[name] = array


def _play(session: Session) -> None:
    session.frame()
    session.step(2)
    session.frame()


def _tried(seed: int, content: bytes, go: Callable[[], object]) -> Fall | None:
    try:
        with np.errstate(all="ignore"):
            go()
    except (PresetError, SavedError, MemoryError):
        return None
    except Exception:
        return Fall(seed, content, traceback.format_exc())
    return None


KINDS: dict[str, Callable[[int, Path], Fall | None]] = {
    "presets": fuzz_preset,
    "CSV files": fuzz_csv,
    "lessons": fuzz_lesson,
    "sessions": fuzz_session,
}
