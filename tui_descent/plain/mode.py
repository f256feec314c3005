"""The plain mode itself: one learner, what is open, and what is printed of it."""

from copy import copy
from pathlib import Path

from tui_descent import actions
from tui_descent.actions import CommandError
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.listing import lesson_descriptions, refuse_lesson
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_writer import done_of, to_learn
from tui_descent.lessons.run import Left, start_of
from tui_descent.plain.lesson import ToldLesson
from tui_descent.plain.output import Output
from tui_descent.plain.passes import Passes
from tui_descent.plain.phases import arithmetic_lines, happened, unit_numbers
from tui_descent.plain.report import (
    Hidden,
    gauge_line,
    heading_lines,
    pass_line,
    race_line,
    race_lines,
    unit_lines,
    verdict_in_a_breath,
)
from tui_descent.plain.speech import names_of, spelled
from tui_descent.plain.tables import update_lines
from tui_descent.presets import descriptions, load, names
from tui_descent.presets.preset import NetworkProblem
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import Opened, Saved, Saver, find, saved_sessions, why_not_saved
from tui_descent.session.other_runs import longest_run
from tui_descent.session.session import Session

MOST_FORMER = 3  # sessions that were left, to go back to
TOLD = 10  # passes of one command that are told one by one


class PlainMode:
    """What is open, if anything is; each command changes it or prints something of it.

    What can be wrong raises CommandError, or PresetError for a file.

    files  whether files may be read and written: presets and lessons of one's own, runs
    seed   of the order of cases in a lesson; None: drawn
    """

    def __init__(self, out: Output, files: bool = True, seed: int | None = None) -> None:
        self.out = out
        self.files = files
        self.ended = False
        self.waiting = False  # for a line
        self.edits = False  # whether the line that is typed can be edited
        self.idle: float | None = None  # minutes after which, with nothing typed, it ends
        self.cut = 0  # the number of the signal that told it to end
        self._seed = seed
        self.saver = Saver(typed=files)
        self.keeps = False  # whether what is left is saved: where a person types
        self.former: tuple[tuple[Opened, ToldLesson | None], ...] = ()
        self._no_place = why_not_saved()
        self._told_units: tuple[str, ...] = ()
        self._introduced: set[str] = set()  # what the learner knows how to use
        self._session: Session | None = None
        self.told: ToldLesson | None = None
        self._progress: Progress | None = None

    @property
    def has_session(self) -> bool:
        """Whether a problem or a lesson is open."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The open session; raises CommandError if there is none."""
        if self._session is None:
            raise CommandError("nothing is open; open xor opens a problem, learn 1 a lesson")
        return self._session

    @property
    def lesson(self) -> ToldLesson:
        """The open lesson; raises CommandError if there is none."""
        if self.told is None:
            raise CommandError("no lesson is open; learn 1 opens the first")
        return self.told

    @property
    def progress(self) -> Progress:
        """The user's progress, opened when it is needed first."""
        if self._progress is None:
            self._progress = Progress.open()
        return self._progress

    @property
    def hidden(self) -> Hidden:
        """The panels that the open lesson does not show."""
        return () if self.told is None else self.told.lesson.hide_panels

    def need_files(self) -> None:
        """Raise CommandError where no file may be read or written."""
        if not self.files:
            raise CommandError("no files can be opened or written here")

    @property
    def not_saved(self) -> str:
        """The lasting mark where progress or sessions cannot be saved: `not saved: …`; else ""."""
        progress = "" if self._progress is None else self._progress.failure
        reason = progress or self._no_place or self.saver.failure
        return f"not saved: {reason}" if reason else ""

    def close(self) -> None:
        """Let go of the progress file."""
        if self._progress is not None:
            self._progress.close()

    def home(self) -> None:
        """Leave what is open."""
        self.leave()
        self.list()

    def leave(self) -> None:
        """Leave what is open: saved where it is worth it, and kept in mind for an undo.

        A script's session is saved only to the file that it came from.
        """
        told, opened = self.told, self.saver.opened
        if opened is not None and self.keeps:
            opened = self.saver.close()
        elif opened is not None and opened.file is not None:
            self.saver.save()
        self.saver.keep(None)
        self._session = self.told = None
        self._told_units = ()
        if opened is None:
            return
        if longest_run(opened.session) or opened.session.undoing.last:
            self.former = (*self.former, (opened, told))[-MOST_FORMER:]
        self._no_place = why_not_saved()
        if self.saver.failure:
            self.out.say(f"not saved: {opened.where}: {self.saver.failure}")
        elif self.keeps and opened.file is not None:
            name = opened.file.name
            self.out.say(f"{opened.where}: saved; to go on there: resume {name}")

    def reopen_former(self) -> None:
        """Go back to the session that was left last, as it stood; there must be one."""
        *before, (opened, told) = self.former
        self.leave()
        self.former = tuple(before)
        self._session, self.told = opened.session, told
        self.saver.keep(opened.session, opened.run, opened.file)
        self.out.say(f"back: {opened.where}")
        self.stand()

    def resume(self, which: str | None) -> None:
        """Go on with a saved session, by its number or name; raises CommandError."""
        sessions = saved_sessions()[0]
        if not sessions:
            raise CommandError(
                "no session is saved yet; one will be when you leave it after some passes"
            )
        if which is None and len(sessions) > 1:
            self.list_saved()
            raise CommandError("several are saved; which one? resume 1 is the newest")
        try:
            saved = find(which or sessions[0].name)
            here = self.saver.opened
            if here is not None and here.file is not None and here.file.path == saved.path:
                raise CommandError(f"{saved.name} is the session that is open")
            session, lesson = saved.open(not self.files), saved.lesson(not self.files)
        except SavedError as error:
            raise CommandError(str(error)) from None
        self.open_saved(session, lesson, saved)

    def open_saved(self, session: Session, lesson: Lesson | None, saved: Saved) -> None:
        """Open what was read from a file, to which it will be saved again."""
        if lesson is None:
            self.open_session(session, saved)
        else:
            self.open_lesson(lesson, saved.left(session), saved)

    def list_saved(self) -> None:
        """The saved sessions, with the numbers by which they are opened."""
        sessions = saved_sessions()[0]
        if sessions:
            self.out.say("saved sessions: resume NUMBER goes on with one")
        for number, saved in enumerate(sessions, start=1):
            where = f"pass {saved.header.passes}, {saved.when:%Y-%m-%d %H:%M}"
            self.out.say(f"saved {number}: {saved.name}, {where}. {saved.title}")

    def list(self) -> None:
        """What there is to open, with the numbers by which it is opened."""
        self.list_saved()
        self.out.say("lessons: learn NUMBER opens one")
        for lesson in lesson_descriptions():
            done = done_of(self.progress, lesson).removeprefix("✓ ")
            self.out.say(f"lesson {lesson.number}: {lesson.title}{f'  {done}' if done else ''}")
        self.out.say("problems: open NAME or NUMBER opens one")
        for number, preset in enumerate(descriptions(), start=1):
            self.out.say(f"problem {number}: {preset.name}, {preset.shape}. {preset.title}")

    def open(self, name: str) -> None:
        """Open a problem by its name, its number in the list, or its file."""
        shipped = names()
        if name.isdecimal() and 1 <= int(name) <= len(shipped):
            name = shipped[int(name) - 1]
        if _is_file(name):
            self.need_files()
        refuse_lesson(name)
        self.open_session(Session(load(name)))

    def open_table(self, name: str, target: str | None) -> None:
        """Open a CSV file with the column that is to be predicted, and say what was decided."""
        from tui_descent.presets.deciding import Choice
        from tui_descent.presets.own_data import load_csv

        self.need_files()
        self.open_session(Session(load_csv(Path(name), Choice(target)).preset))

    def open_session(self, session: Session, file: Saved | None = None) -> None:
        """Open a session and say what it is."""
        self.leave()
        self._session, self.told = session, None
        self.saver.keep(session, file=file)
        self.out.say(*heading_lines(session))
        self.out.tell(session.heading.summary)
        self.stand()
        if "problem" not in self._introduced:
            self.out.say("step makes a pass, help lists all commands, quit ends")
        self._introduced.add("problem")

    def learn(self, name: str | None) -> None:
        """Open a lesson by its number, name or file; without one go on where one left."""
        if name and _is_file(name):
            self.need_files()
        self.open_lesson(load_lesson(name or to_learn(lesson_descriptions(), self.progress)))

    def open_lesson(
        self, lesson: Lesson, left: Left | None = None, file: Saved | None = None
    ) -> None:
        """Open a lesson and tell it from its place; `left`: at the very pass."""
        self.leave()
        self.told = ToldLesson(lesson, self.progress, self.out, self._seed, left)
        self._session = self.told.run.session
        self.saver.keep(self._session, self.told.run, file)
        self.told.open(introduce="lesson" not in self._introduced)
        self._introduced.add("lesson")
        self.stand()

    def next_lesson(self) -> None:
        """Open the lesson after this one."""
        shipped = [one.name for one in lesson_descriptions()]
        at = shipped.index(self.lesson.lesson.name) + 1 if self.lesson.lesson.number else 0
        if not 0 < at < len(shipped):
            raise CommandError("no lesson follows this one; list names them all, quit ends")
        self.learn(shipped[at])

    def restart(self) -> None:
        """Begin the lesson anew."""
        lesson, opened = self.lesson, self.saver.opened
        if opened is not None and longest_run(opened.session):
            self.former = (*self.former, (opened, copy(lesson)))[-MOST_FORMER:]
        lesson.restart()
        self._session = lesson.run.session
        self.saver.keep(self._session, self.lesson.run)
        self.stand()

    def stand(self) -> None:
        """Say where the descent stands, and how it is doing."""
        self.out.say(pass_line(self.session, self.out, self.hidden))
        phase = self.session.phase
        if phase is not None and not self.session.known.step:
            self.out.say(f"in the middle of a pass, phase {phase.text}; step finishes it")
        elif "verdict" not in self.hidden and self.session.state.passes > 0:
            self.out.say(verdict_in_a_breath(self.session))
            self._tell_units()
        if self.session.number:
            self.out.say(race_line(self.session.frame(), self.out))

    def tell_race(self) -> None:
        """Say who runs in a race, and where each of them stands."""
        self.out.say(*race_lines(self.session.frame(), self.out))

    def _tell_units(self) -> None:
        """Say which units have stopped learning, when these are others than were told last."""
        session = self.session
        pictured = self.told is not None and start_of(self.told.run).view == "network"
        if "network" in self.hidden or not (pictured or session.advice.named):
            return
        told = tuple(unit_lines(session))
        if told != self._told_units:
            self._told_units = told
            self.out.say(*(told or ["no unit is dead or saturated any more"]))

    def step(self, passes: int) -> None:
        """Make this many passes and report ten of them, the last one included."""
        session, share = self.session, max(1, -(-passes // TOLD))
        actions.run(session, "step 0")  # which says why where there is no next pass
        many = Passes(session, self.out, passes)
        many.make(share)
        self.out.stop_if_wanted()
        while many.made < passes and not (session.ended or session.leaving):
            self.out.say(pass_line(session, self.out, self.hidden))
            self.out.stream.flush()
            self.look()
            many.make(share)
            self.out.stop_if_wanted()
        if "parameters" not in self.hidden:
            self.out.say(*many.summary)
        self.stand()

    def tell_phase(self) -> None:
        """Tell the phase that was just taken, number by number."""
        frame, hidden, problem = self.session.frame(), self.hidden, self.session.preset.problem
        if frame.phase is None:
            return
        self.out.say(f"phase {frame.phase.text}", happened(frame.phase, self.session.has_network))
        if not {"arithmetic", "working"} & {*hidden}:
            self.out.say(*arithmetic_lines(frame))
        elif "network" not in hidden and isinstance(problem, NetworkProblem):
            self.out.say(*unit_numbers(frame, problem, self.out))
        if frame.update is not None:
            if not {"parameters", "gradients", "steps"} & {*hidden}:
                self.out.say(*update_lines(self.session, frame, self.out))
            self.stand()

    def foresee(self) -> None:
        """Say what the next pass will lead to."""
        if "gauge" not in self.hidden:
            self.out.say(gauge_line(self.session, self.out, whole=False))

    def spelled(self, line: str) -> str:
        """The line as a voice says it, each parameter of the open problem by one name."""
        return spelled(line, {} if self._session is None else names_of(self._session))

    def look(self) -> None:
        """In a lesson, tell the goals that were reached."""
        if self.told is not None:
            self.told.look()


def _is_file(name: str) -> bool:
    return name.endswith(".toml") or "/" in name
