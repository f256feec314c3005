"""Passes by the clock and screens as the terminal takes them, by a clock that the test moves."""

import re

import pytest

from tui_descent.ui.playing import BEHIND, STRETCH, TICK, Playing


class World:
    """A clock, a descent whose passes take time, and a terminal that takes a screen or not."""

    def __init__(self, seconds_a_pass: float = 0.0) -> None:
        self.now = 50.0
        self.seconds_a_pass = seconds_a_pass
        self.passes = 0
        self.free = True

    def clock(self) -> float:
        return self.now

    def step(self, passes: int) -> None:
        self.passes += passes
        self.now += passes * self.seconds_a_pass

    def play(self, speed: float, frames: float | None = None) -> Playing:
        return Playing(self.step, lambda: self.free, speed, frames, self.clock)

    def run(self, playing: Playing, seconds: float) -> int:
        """Tick for so long; return how many screens were shown."""
        shown, end = 0, self.now + seconds
        while self.now < end:
            self.now += TICK
            shown += playing.tick()
        return shown


@pytest.mark.parametrize("speed", [1.0, 5.0, 10.0, 200.0, 1000.0])
def test_it_plays_at_its_speed(speed: float) -> None:
    world = World(1e-6)
    playing = world.play(speed)
    shown = world.run(playing, 10.0)
    assert world.passes == pytest.approx(10.0 * speed, rel=0.02, abs=1.0)
    assert shown == pytest.approx(10.0 * min(speed, 10.0), rel=0.05, abs=1.0)
    assert playing.notice.startswith(f"playing, {speed:g} pass")
    assert "bound" not in playing.notice


def test_fps_caps_the_screens_and_not_the_passes() -> None:
    world = World()
    assert world.run(world.play(100.0, frames=2.0), 10.0) == pytest.approx(20, abs=1)
    assert world.passes == pytest.approx(1000, rel=0.02)


def test_a_stretch_is_cut_by_time_and_what_cannot_be_made_is_dropped() -> None:
    world = World(seconds_a_pass=0.003)
    playing = world.play(1000.0)
    for _ in range(40):
        world.now += TICK
        before = world.now
        playing.tick()
        assert world.now - before <= STRETCH + 0.003
    rate = world.passes / (40 * (TICK + STRETCH))
    told = re.search(r"playing, (\d+) of 1000 passes/s", playing.notice)
    assert told is not None
    assert int(told[1]) == pytest.approx(rate, rel=0.1)
    world.now += 3600.0  # a laptop was closed
    before_passes = world.passes
    world.run(playing, 0.2)
    assert world.passes - before_passes <= 1000.0 * (BEHIND + 0.3)


def test_training_goes_on_while_the_terminal_takes_no_screen() -> None:
    world = World()
    playing = world.play(100.0)
    world.run(playing, 3.0)
    world.free = False
    assert world.run(playing, 2.5) == 0
    assert world.passes == pytest.approx(550, rel=0.02)
    world.free = True
    assert world.run(playing, 0.2) >= 1
    assert "line-bound" in playing.notice


def test_a_pass_is_shown_even_when_it_was_refused_at_first() -> None:
    world = World()
    playing = world.play(1.0)
    world.free = False
    world.run(playing, 1.5)
    assert world.passes == 1
    world.free = True
    assert world.run(playing, 0.1) == 1
