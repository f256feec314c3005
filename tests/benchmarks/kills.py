"""`python -m tests.benchmarks.kills [KILLS]`: sessions killed at random moments lose nothing.

Each session writes progress as fast as it can and says so, once it is saved, through a pipe.
It is killed (SIGKILL); in every other round two write to the same file. Then the file must
open, and hold all that was said.

A quarter as many go on with a saved session as `resume` does, make passes, save and go on, and
are killed, too: the session must be there with all passes that were said to be saved.
"""

import os
import random
import select
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tui_descent.lessons.progress import Progress
from tui_descent.presets import load
from tui_descent.saved.sessions import Saver, save, saved_sessions
from tui_descent.session.session import Session

KILLS = 200
ROUNDS_A_FILE = 8
LONGEST = 0.04  # seconds that a session has before it is killed
RESUMED = 0.1  # the same for one that opens a saved session first


@dataclass
class Writer:
    """A session in a process of its own, and the numbers of what it says is saved."""

    lesson: str
    process: int
    pipe: int
    end: float
    said: bytes = b""
    dead: bool = False

    @property
    def saved(self) -> list[int]:
        """The numbers; a half-written line is none."""
        return [int(line) for line in self.said.split(b"\n")[:-1]]


@dataclass
class Outcome:
    """What the kills came to."""

    kills: int = 0
    saved: int = 0
    interrupted: int = 0
    problems: list[str] = field(default_factory=list)


def write_for_ever(path: Path, lesson: str, pipe: int) -> None:
    """The session: the number says what is written."""
    progress = Progress.open(path)
    for number in count():
        match number % 3:
            case 0:
                saved = progress.reach(lesson, number)
            case 1:
                saved = progress.predict(lesson, number, number % 4)
            case _:
                saved = progress.go_on(lesson, number)
        if saved:
            os.write(pipe, b"%d\n" % number)


def begin(path: Path, lesson: str, chance: random.Random) -> Writer:
    """Start a session by forking, which is faster than a new interpreter."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        write_for_ever(path, lesson, writing)
    os.close(writing)
    end = time.perf_counter() + chance.uniform(0.0, LONGEST)
    return Writer(lesson, process, reading, end)


def kill_each_in_time(writers: list[Writer]) -> None:
    """Hear what they say, and kill each when its time is up; hear what it said until then."""
    while living := [writer for writer in writers if not writer.dead]:
        first = min(living, key=lambda writer: writer.end)
        left = first.end - time.perf_counter()
        if left <= 0:
            os.kill(first.process, signal.SIGKILL)
            os.waitpid(first.process, 0)
            while heard := os.read(first.pipe, 65536):
                first.said += heard
            os.close(first.pipe)
            first.dead = True
            continue
        for pipe in select.select([writer.pipe for writer in living], [], [], left)[0]:
            (writer,) = (writer for writer in living if writer.pipe == pipe)
            writer.said += os.read(pipe, 65536)


def problems(path: Path, writers: list[Writer]) -> list[str]:
    """What is missing in the file."""
    progress = Progress.open(path)
    found = [progress.trouble] if progress.trouble else []
    for writer in writers:
        lesson = progress.of(writer.lesson)
        held = {*lesson.goals, *(chosen.question for chosen in lesson.predictions)}
        missing = [number for number in writer.saved if number % 3 < 2 and number not in held]
        found += [f"{writer.lesson} misses {number}" for number in missing]
    if len(writers) == 1 and (places := [n for n in writers[0].saved if n % 3 == 2]):
        place = progress.place()
        if place is None or place[0] != writers[0].lesson or place[1] < places[-1]:
            found.append(f"{writers[0].lesson} went on to {places[-1]}, the place is {place}")
    progress.close()
    return found


def kill(kills: int, folder: Path, chance: random.Random) -> Outcome:
    """So many sessions, alone and in pairs, each file used for some rounds."""
    outcome = Outcome()
    for number in count():
        if outcome.kills >= kills:
            return outcome
        path = folder / str(number // ROUNDS_A_FILE) / "progress.sqlite"
        names = [f"lesson-{number}-{one}" for one in range(1 + number % 2)]
        writers = [begin(path, name, chance) for name in names]
        kill_each_in_time(writers)
        journal = path.with_name("progress.sqlite-journal")
        outcome.interrupted += journal.exists() and journal.stat().st_size > 0
        outcome.problems += problems(path, writers)
        outcome.kills += len(writers)
        outcome.saved += sum(len(writer.saved) for writer in writers)
    raise AssertionError("count() never ends")


def resume_for_ever(pipe: int) -> None:
    """Open the saved session, make a pass, leave it, and open it again; the number says how far."""
    while True:
        file = saved_sessions()[0][0]
        session = file.open()
        saver = Saver()
        saver.keep(session, file=file)
        session.step()
        saver.close()
        if not saver.failure:
            os.write(pipe, b"%d\n" % session.newest)


def kill_after_resume(kills: int, chance: random.Random) -> Outcome:
    """So many sessions killed while they go on with a saved one; it is in the user's folder."""
    outcome = Outcome()
    session = Session(load("xor"))
    session.step(10)
    save(session)
    expected = session.newest
    for _ in range(kills):
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reading)
            resume_for_ever(writing)
        os.close(writing)
        end = time.perf_counter() + chance.uniform(0.0, RESUMED)
        kill_each_in_time([writer := Writer("", process, reading, end)])
        outcome.kills += 1
        outcome.saved += len(writer.saved)
        expected = max([expected, *writer.saved])
        found, wrong = saved_sessions()
        passes = [file.open().newest for file in found]
        if wrong or len(found) != 1 or passes[0] < expected:
            outcome.problems.append(f"pass {expected} was saved; there is {passes}, {wrong}")
    return outcome


def main() -> None:
    """Print what was lost: nothing, or what; exit status 1 then."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill(kills, Path(folder), random.Random())
        os.environ["XDG_STATE_HOME"] = folder
        resumed = kill_after_resume(kills // 4, random.Random())
    for problem in (*outcome.problems, *resumed.problems):
        print(problem)
    print(
        f"{resumed.kills} kills right after resume: of {resumed.saved} saves "
        f"{len(resumed.problems)} are missing"
    )
    print(
        f"{outcome.kills} kills in {time.perf_counter() - began:.1f} s: of {outcome.saved} "
        f"records that were said to be saved {len(outcome.problems)} are missing; "
        f"{outcome.interrupted} rounds ended in the middle of a commit"
    )
    sys.exit(1 if outcome.problems or resumed.problems else 0)


if __name__ == "__main__":
    main()
