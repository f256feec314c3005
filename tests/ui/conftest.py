"""What every app of a test does only once, or only when the test looks at it.

A screen is composed when a test looks at it, and not for a terminal: what a terminal is sent is
tested in tests/terminal, and with the real program. The style sheets, which are the same for
all apps, are parsed by the first one. A key counts as handled once next to nothing was computed
for a few milliseconds: whatever is ready is computed at once, however slow the machine is.
"""

from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

PARSED: dict[object, list[RuleSet]] = {}
GLANCE = 0.005  # seconds
AT_REST = 0.0004  # seconds of computing within a glance, which looking costs
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
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", GLANCE)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", AT_REST)
