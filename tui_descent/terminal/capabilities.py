"""What the terminal at the other end can show, told by its environment."""

from collections.abc import Mapping

from msgspec import Struct

WITHOUT_UNICODE = ("linux", "vt")  # what TERM begins with: no glyphs beyond their own set
WITHOUT_COLOR = ("vt",)
COERCED = ("C.UTF-8", "C.utf8", "UTF-8")  # what Python puts in LC_CTYPE for the locale C


class Terminal(Struct, frozen=True):
    """How to write to it.

    ascii      no byte above 0x7f
    colorless  no colour; bold, dim and reverse are still there
    frames     at most this many a second while playing; None: as many as look good
    """

    ascii: bool = False
    colorless: bool = False
    frames: float | None = None


def terminal(
    environ: Mapping[str, str],
    encoding: str,
    utf8_mode: bool = False,
    ascii: bool = False,
    frames: float | None = None,
) -> Terminal:
    """Return what this environment says, and the user by options.

    encoding   of the stream that is written to
    utf8_mode  whether Python has put the locale C aside, sys.flags.utf8_mode
    """
    name = environ.get("TERM", "")
    unicode = (
        _is_utf8(encoding)
        and _is_utf8(_codeset(environ, utf8_mode))
        and not name.startswith(WITHOUT_UNICODE)
    )
    # https://no-color.org: present and not empty, whatever it says.
    colorless = bool(environ.get("NO_COLOR")) or name.startswith(WITHOUT_COLOR)
    return Terminal(ascii or not unicode, colorless, frames)


def _codeset(environ: Mapping[str, str], utf8_mode: bool) -> str:
    """The locale's character set by its name: it need not be installed on this machine."""
    if environ.get("OS") == "Windows_NT":  # there is no locale, and its terminals take UTF-8
        return "UTF-8"
    ctype = environ.get("LC_CTYPE", "")
    if utf8_mode and ctype in COERCED:
        ctype = ""  # not the user's: Python has set it
    locale = environ.get("LC_ALL") or ctype or environ.get("LANG") or "C"
    if locale in COERCED:
        return "UTF-8"
    return locale.partition("@")[0].partition(".")[2]


def _is_utf8(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") == "utf8"
