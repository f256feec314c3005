"""What every app of a test does only once, or only when the test looks at it.

A screen is composed when a test looks at it, and not for a terminal: what a terminal is sent is
tested in tests/terminal, and with the real program. The style sheets, which are the same for
all apps, are parsed by the first one. A key counts as handled once next to nothing was computed
in a glance that is longer than any wait for a screen to be laid out. A glance in which other
programs had the machine tells nothing.
"""

import asyncio
from time import monotonic, process_time
from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

PARSED: dict[object, list[RuleSet]] = {}
GLANCE = 0.02  # seconds: longer than a screen waits to be laid out again, 1/60
AT_REST = 0.001  # seconds of computing within a glance, which looking costs
PATIENCE = 20.0  # seconds of the clock
LATE = 2.0  # times a glance: the process was held up
parse_rules = Stylesheet._parse_rules


@pytest.fixture(autouse=True)
def _send_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    render_update = Compositor.render_update

    def for_files_only(
        compositor: Compositor, full: bool = False, **how: Any
    ) -> RenderableType | None:
        if full:
            return render_update(compositor, full, **how)
        compositor._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", for_files_only)


@pytest.fixture(autouse=True)
def _parse_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(
        sheet: Stylesheet, css: str, read_from: CSSLocation, *how: Any, **more: Any
    ) -> list[RuleSet]:
        key = (css, read_from, how, *more.items(), frozenset(sheet._variables.items()))
        if key not in PARSED:
            PARSED[key] = parse_rules(sheet, css, read_from, *how, **more)
        return PARSED[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", parsed)


@pytest.fixture(autouse=True)
def _glance(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", _wait_for_idle)


async def _wait_for_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until the process is at rest, but let it compute no longer than `max_sleep` seconds."""
    end, most, at_rest = monotonic() + PATIENCE, process_time() + max_sleep, False
    while not at_rest and process_time() < most and monotonic() < end:
        begun, computed = monotonic(), process_time()
        await asyncio.sleep(GLANCE)
        punctual = monotonic() - begun < LATE * GLANCE
        at_rest = punctual and process_time() - computed < AT_REST
