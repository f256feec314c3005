"""What is drawn on a screen is composed when a test looks at it, and not for a terminal.

What a terminal is sent is tested in tests/terminal, and with the real program.
"""

from typing import Any

import pytest
from rich.console import RenderableType
from textual._compositor import Compositor


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
