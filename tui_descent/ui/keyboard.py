"""Textual's driver for Unix terminals, not to be upset by bytes that are no UTF-8."""

from textual.drivers.linux_driver import LinuxDriver


class Keyboard(LinuxDriver):
    """A terminal set to Latin-1, or noise on a serial line, sends bytes that are no key."""

    def run_input_thread(self) -> None:
        """Read keys; after such a byte begin anew."""
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
            except UnicodeDecodeError:
                continue
            return
