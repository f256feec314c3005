"""The lesson screen: what a question closes, what a lesson hides, and when a tick is shown."""

from concurrent.futures import Future
from pathlib import Path

from textual.pilot import Pilot

from tests.lessons.writing import GOOD, lesson
from tests.ui.test_screens import finished, text_of
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_writer import ProgressWriter, Write
from tui_descent.lessons.run import LessonRun
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.lesson import LessonScreen

SILENT = GOOD.replace("`space`", "a key")


def status(pilot: Pilot[None]) -> str:
    return next(line for line in text_of(pilot).splitlines() if "loss" in line and "lr" in line)


async def pressed(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await pilot.pause()
    return await finished(pilot)


async def test_a_question_closes_what_moves_the_descent_and_nothing_else(tmp_path: Path) -> None:
    app = DescentApp(None, lesson=lesson(tmp_path, SILENT))
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("space", "p", "up", "o", "a", "u", "s", "n", "plus", "greater_than_sign"):
            text = await pressed(pilot, key)
            assert "a question comes first: k goes on to it" in text, key
            assert "pass 0 " in status(pilot)
            assert "lr 0.01" in status(pilot)
        await app.run_action("step(1)", app.screen)
        assert "pass 0 " in status(pilot)
        assert "logarithmic" in await pressed(pilot, "l")
        assert "help: keys" in await pressed(pilot, "question_mark")
        await pressed(pilot, "j", "k", "k", "1")
        assert "You said: up" in await finished(pilot)
        await pressed(pilot, "space")
        assert "pass 1 " in status(pilot)


async def test_enter_reads_on_only_where_no_value_can_be_set(tmp_path: Path) -> None:
    app = DescentApp(None, lesson=lesson(tmp_path, SILENT))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "page 3 of 4" in await pressed(pilot, "enter", "enter")
        assert "first predict" in await pressed(pilot, "enter")
        assert "page 4 of 4" in await pressed(pilot, "1", "enter")
        assert "w1: 2.0" in await pressed(pilot, "enter")


async def test_what_a_lesson_hides_is_not_there_and_its_keys_say_so(tmp_path: Path) -> None:
    hidden = 'hide_panels = ["loss", "gauge", "steps"]\nhide_keys = ["pass"]\npreset ='
    app = DescentApp(None, lesson=lesson(tmp_path, GOOD.replace("preset =", hidden)))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await finished(pilot)
        assert "next loss" not in text
        assert not pilot.app.screen.query("#loss").first().is_on_screen
        assert "SLICE   fit" in text  # the first of the views that are left
        row = next(line for line in text.splitlines() if "▸w1 x1→o1" in line)
        assert "−24" in row
        assert "step" not in "".join(line for line in text.splitlines() if "gradient" in line)
        assert "this key is not used in this lesson" in await pressed(pilot, "space")
        assert "pass 0 " in status(pilot)


async def test_a_hidden_view_is_never_turned_to(tmp_path: Path) -> None:
    hidden = 'hide_panels = ["working"]\npreset ='
    app = DescentApp(None, lesson=lesson(tmp_path, GOOD.replace("preset =", hidden)))
    async with app.run_test(size=(80, 24)) as pilot:
        texts = [await pressed(pilot, "tab") for _ in range(6)]
        assert "NETWORK" in "".join(texts)
        assert not any("arithmetic" in text.lower() for text in texts)


class Slow(ProgressWriter):
    """A writer that writes when it is told to."""

    def __init__(self) -> None:
        super().__init__(Progress.open())
        self.waiting: list[tuple[Write, Future[bool]]] = []

    def save(self, write: Write) -> "Future[bool]":
        future: Future[bool] = Future()
        self.waiting.append((write, future))
        return future

    def write(self) -> None:
        """Write all that waits, in order."""
        for write, future in self.waiting:
            future.set_result(write(self.progress))
        self.waiting.clear()


async def opened(pilot: Pilot[None], shown: Lesson, writer: ProgressWriter) -> None:
    run = LessonRun(shown, {"answers": [0]})
    await pilot.app.push_screen(LessonScreen(run, writer))
    await pilot.pause()


async def test_a_tick_is_shown_once_it_is_written(tmp_path: Path) -> None:
    writer = Slow()
    app = DescentApp(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, lesson(tmp_path), writer)
        await pilot.press("space", "space")
        await pilot.pause()
        assert "goal ☐" in text_of(pilot)
        assert "GOAL REACHED" not in text_of(pilot)
        writer.write()
        await pilot.pause()
        writer.write()
        text = await finished(pilot)
        assert "goal ✓" in text
        assert "GOAL REACHED" in text
        assert writer.progress.of(str(lesson(tmp_path).path.resolve())).done is not None
    writer.close()


async def test_a_reset_takes_a_tick_back_and_playing_stops_at_the_goal(tmp_path: Path) -> None:
    two = GOOD.replace(
        "[[expect]]", '[[goal]]\ntext = "Far"\npasses = { at_least = 40 }\n[[expect]]', 1
    )
    app = DescentApp(None, lesson=lesson(tmp_path, two))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "goals 1✓ 2☐" in await pressed(pilot, "space", "space")
        assert "goals 1☐ 2☐" in await pressed(pilot, "r")
        await pilot.press("k", "k", "1", *["semicolon"] * 7, "p")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        while "GOAL REACHED" not in text_of(pilot):
            await pilot.pause()
        assert "p pauses" not in text_of(pilot)


async def test_whoever_leaves_a_case_uncured_is_told() -> None:
    app = DescentApp(None)
    async with app.run_test(size=(80, 24)) as pilot:
        run = LessonRun(load_lesson("diagnose"), seed=0)
        assert run.case_now is not None
        cause = run.lesson.causes.index(run.case_now.cause) + 1
        await pilot.app.push_screen(LessonScreen(run, ProgressWriter(Progress.open())))
        await pilot.pause()
        text = await pressed(pilot, "k", "k", "k")
        assert "1 learning rate too small · 2 learning rate too large" in text
        assert "6 inputs of unequal scale" in text  # all of them on the first part of the page
        assert "case 2 of 6, from its start; case 1 is named, but not yet cured" in await pressed(
            pilot, str(cause), "C"
        )
        text = await pressed(pilot, "C")
        assert "case 3 of 6, from its start" in text
        assert "not yet cured" not in text


async def test_on_the_last_page_enter_sets_a_value_and_opens_no_other_lesson(
    tmp_path: Path,
) -> None:
    app = DescentApp(None, lesson=lesson(tmp_path, GOOD))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "k", "k", "1", "k", "space", "space")
        screen = pilot.app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.guide.done
        for _ in range(9):
            if not screen.guide.reading.at_end:
                await pressed(pilot, "k")
        assert screen.guide.reading.at_end
        assert "w1: " in await pressed(pilot, "enter")
        assert pilot.app.screen is screen
