"""Having progress written while a screen goes on, and going on once it is written."""

import asyncio
from collections.abc import Callable

from tui_descent.lessons.progress_writer import ProgressWriter, Write


class Saving:
    """What one screen has written of the user's progress.

    is_open  whether the screen is still there, to be told
    tell     takes one line, once, where nothing can be saved or a file was set aside
    """

    def __init__(
        self, writer: ProgressWriter, is_open: Callable[[], bool], tell: Callable[[str], None]
    ) -> None:
        self.writer = writer
        self._is_open = is_open
        self._tell = tell
        self._told: str | None = None
        self._writing: set[asyncio.Future[bool]] = set()

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return bool(self._writing)

    def save(self, write: Write, then: Callable[[], None] | None = None) -> None:
        """Have it written, in order; then go on, whether or not it could be."""
        future = asyncio.wrap_future(self.writer.save(write))
        self._writing.add(future)

        def written(future: asyncio.Future[bool]) -> None:
            self._writing.discard(future)
            if self._is_open():
                if then is not None:
                    then()
                self._tell_trouble()

        future.add_done_callback(written)

    def _tell_trouble(self) -> None:
        trouble = self.writer.progress.trouble
        if trouble != self._told:
            self._told = trouble
            if trouble:
                self._tell(trouble)
