"""What a terminal sends: keys are keys, and nothing else is."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants, events

from tui_descent.terminal.keyboard import Messages
from tui_descent.terminal.sequences import SEQUENCE_PATIENCE, Input, Kind

ESCAPE_DELAY = 0.025  # seconds
SLOW = 0.3  # seconds between two halves, as on a slow line
MEANINGLESS = [
    b"\x1b[13;2u",  # shift+enter
    b"\x1b[27;2;13~",  # the same, as modifyOtherKeys tells it
    b"\x1b[27;5;91~",  # ctrl+[
    b"\x1b[91;5u",
    b"\x1b[?64;1;2;6;9;15;18;21;22c",  # DA1
    b"\x1b[?62;4c",
    b"\x1b[>41;354;0c",  # DA2
    b"\x1bP!|7E565445\x1b\\",  # DA3
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",  # OSC 11
    b"\x1b]10;rgb:ffff/ffff/ffff\x07",
    b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    b"\x1b]52;c;W11bXVtd\x07",
    b"\x1bP>|tmux 3.3a\x1b\\",  # XTVERSION
    b"\x1bP1+r544e=787465726d\x1b\\",  # XTGETTCAP
    b"\x1bP1$r0m\x1b\\",  # DECRQSS
    b"\x1b_Gi=31;OK\x1b\\",  # kitty's graphics
    b"\x1b_a [ ] b\x1b\\",
    b"\x1b^[ ]\x1b\\",
    b"\x1bX[ ]\x1b\\",
    b"\x1b]lA title with [ and ]\x1b\\",
    b"\x1b[?997;1n",  # the colours are dark
    b"\x1b[0n",
    b"\x1b[?1u",
    b"\x1b[?1004;2$y",
    b"\x1b[4;1$y",
    b"\x1b[8;24;80t",
    b"\x1b[48;24;80;480;640t",
    b"\x1b[2 q",
    b"\x1b[M [[",  # X10: the wheel's and other buttons
    b"\x1b[M`\x80\xb4",
    b"\x1b[M#\xff ",
    b"\x1b[M\x20]\x5b",
    b"\x1b[<0;12;7M",
    b"\x1b[<0;12;7m",
    b"\x1b[<35;100;7M",
    b"\x1b[32;100;20M",  # urxvt's mouse
    b"\x1b[201~",  # the end of no paste
    b"\x1b[999~",
    b"\x1b[1;99A",
    b"\x1bOI",
    b"\x9b13;2u",  # in eight bits
    b"\x9d11;rgb:0/0/0\x9c",
    b"\x90>|screen\x9c",
    "\x1b]2;é漢[\x1b\\".encode(),
]
QUIET = [b"\x1b[I", b"\x1b[O", b"\x1b[12;40R", b"\x1b[?2026;2$y"]  # they mean something, no key


@pytest.fixture(autouse=True, scope="module")
def _as_the_program_sets_it() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "DISABLE_KITTY_KEY", True)
        yield


class Keys:
    """The keys and pastes that a clock and bytes make."""

    def __init__(self) -> None:
        self.now = 100.0
        self._input = Input(ESCAPE_DELAY, lambda: self.now)
        self._messages = Messages()

    def send(self, data: bytes) -> list[str]:
        """The names of the keys, and the text of pastes, that these bytes complete."""
        return self._names(self._input.feed(data))

    def wait(self, seconds: float) -> list[str]:
        """And those that silence completes."""
        names, until = [], self.now + seconds
        while (wait := self._input.wait) is not None and self.now + wait <= until:
            self.now += wait
            names += self._names(self._input.tick())
        self.now = until
        return names

    def _names(self, units: object) -> list[str]:
        found = [message for unit in units for message in self._messages.of(unit)]  # type: ignore[attr-defined]
        return [
            one.key if isinstance(one, events.Key) else f"paste {one.text}"
            for one in found
            if isinstance(one, events.Key | events.Paste)
        ]


def all_keys(*packets: bytes, pause: float = SLOW) -> list[str]:
    """What packets with pauses between them are taken for, and a space at the end."""
    keys = Keys()
    names: list[str] = []
    for packet in packets:
        names += keys.send(packet) + keys.wait(pause)
    return names + keys.send(b" ")


@pytest.mark.parametrize("sequence", MEANINGLESS + QUIET, ids=ascii)
def test_what_means_nothing_is_no_key(sequence: bytes) -> None:
    assert all_keys(sequence) == ["space"]
    assert all_keys(sequence + b" ") == ["space", "space"]
    assert all_keys(sequence * 1000) == ["space"]
    for pause in (0.3, 0.45, 1.9):
        for at in range(1, len(sequence)):
            halves = sequence[:at], sequence[at:]
            begun = ["escape"] if halves[0] == b"\x1b" else []
            assert all_keys(*halves, pause=pause) == [*begun, "space"], (at, pause)


@pytest.mark.parametrize("sequence", MEANINGLESS + QUIET, ids=ascii)
def test_byte_by_byte_it_is_no_key_either(sequence: bytes) -> None:
    keys = [bytes((byte,)) for byte in sequence]
    if sequence[:3] in (b"\x1b_a", b"\x1b^[", b"\x1bX[") or sequence == b"\x1b[2 q":
        return  # one by one they are keys after alt+X: no terminal answers so
    slowly = Keys()
    names = slowly.send(keys[0])
    for key in keys[1:]:
        names += slowly.wait(0.02) + slowly.send(key)
        slowly.wait(0.0)
    assert names + slowly.send(b" ") == ["space"]


@pytest.mark.parametrize(
    ("sequence", "name"),
    [
        (b"\x1b[A", "up"),
        (b"\x1b[D", "left"),
        (b"\x1bOB", "down"),
        (b"\x1b[5~", "pageup"),
        (b"\x1b[11~", "f1"),
        (b"\x1b[[A", "f1"),
        (b"\x1bOP", "f1"),
        (b"\x1b[3$", "shift+delete"),
        (b"\x1b[1;2C", "shift+right"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1bOM", "enter"),
        (b"\x1bOk", "plus"),
    ],
)
def test_a_key_is_itself_whole_and_in_pieces(sequence: bytes, name: str) -> None:
    assert all_keys(sequence) == [name, "space"]
    assert all_keys(sequence, sequence) == [name, name, "space"]
    for at in range(2, len(sequence)):
        assert all_keys(sequence[:at], sequence[at:]) == [name, "space"]
    if sequence not in (b"\x1bOk",):  # on a keypad no terminal is asked to send
        assert all_keys(b"\x1b", sequence[1:]) == ["escape", name, "space"]


@pytest.mark.parametrize(
    ("sequence", "names"),
    [
        (b"\x1b[1;3A", ["alt+up"]),
        (b"\x1b[1;9B", ["alt+down"]),
        (b"\x1b\x1b[A", ["alt+up"]),
        (b"\x1b\x1bOB", ["alt+down"]),
        (b"\x1bx", ["alt+x"]),
        (b"\x1b ", ["alt+space"]),
        (b"\x1b=", ["alt+equals_sign"]),
        (b"\x1b1", ["alt+1"]),
        (b"\x1b\r", ["alt+enter"]),
        ("\x1bé".encode(), ["alt+é"]),
        (b"\x1b[", ["alt+left_square_bracket"]),
        (b"\x1b]", ["alt+right_square_bracket"]),
        (b"\x1bO", ["alt+O"]),
        (b"\x1b\x03", ["escape", "ctrl+c"]),
        (b"\x1b\x1b", ["escape", "escape"]),
        (b"\x1b\x1b[12;1R", ["escape"]),
    ],
)
def test_a_key_with_alt_is_another_key(sequence: bytes, names: list[str]) -> None:
    assert all_keys(sequence, pause=3.0) == [*names, "space"]


def test_the_escape_key_is_heard_after_its_delay() -> None:
    keys = Keys()
    assert keys.send(b"\x1b") == []
    assert keys.wait(ESCAPE_DELAY) == ["escape"]


@pytest.mark.parametrize("typed", ["[", "]", "P", "O", "[ [", "[[[", "[]", "Op", "_", "[q", "Px"])
def test_what_is_typed_after_an_escape_is_typed(typed: str) -> None:
    keys = Keys()
    names = keys.send(b"\x1b") + keys.wait(0.7)
    for key in typed:
        names += keys.send(key.encode()) + keys.wait(0.1)
    names += keys.wait(0.5)
    plain = Keys()
    assert names == ["escape", *itertools.chain(*(plain.send(key.encode()) for key in typed))]


@pytest.mark.parametrize("half", [b"\x1b[", b"\x1b[1;", b"\x1b]", b"\x1bP", b"\x1bO"])
@pytest.mark.parametrize("key", [b" ", b"\x03", b"\r"])
def test_half_a_sequence_does_not_swallow_the_next_key(half: bytes, key: bytes) -> None:
    after = Keys()
    after.send(half)
    after.wait(SLOW)
    assert after.send(key)[-1:] == Keys().send(key)


@pytest.mark.parametrize(
    "half", [b"\x1b[1;", b"\x1b]11;rgb", b"\x1bP>|", b"\x1b[M", b"\x1b[200~q[["]
)
def test_a_half_whose_rest_never_comes_is_dropped(half: bytes) -> None:
    assert all_keys(half, pause=SEQUENCE_PATIENCE) == ["space"]


@pytest.mark.parametrize(
    "text", ["", "q", "[[]]q\x03\x1b[A", "é漢", "0.5\r\n", "\x1b[200~", "x" * 70000]
)
def test_a_paste_is_one_however_it_arrives(text: str) -> None:
    sequence = b"\x1b[200~" + text.encode() + b"\x1b[201~"
    told = [f"paste {text[:65536]}"]
    assert all_keys(sequence) == [*told, "space"]
    for at in range(2, len(sequence)) if len(text) < 20 else (3, 10, len(sequence) - 2):
        assert all_keys(sequence[:at], sequence[at:]) == [*told, "space"]


OTHERS = b"\x1b[<1;3;4M\x1b[<2;3;4M\x1b[<2;3;4m\x1b[<32;3;4M\x1b[<35;3;4M\x1b[<128;3;4M"


def test_the_wheel_turns_and_the_left_button_clicks_and_no_other() -> None:
    messages, units = Messages(), Input(ESCAPE_DELAY)
    found = [
        type(message)
        for unit in units.feed(b"\x1b[<64;3;4M\x1b[<65;3;4M\x1b[<0;3;4M\x1b[<0;3;4m" + OTHERS)
        for message in messages.of(unit)
    ]
    assert found == [
        *(events.MouseScrollUp, events.MouseScrollDown),
        *(events.MouseDown, events.MouseUp),
    ]


@given(
    st.lists(st.sampled_from(MEANINGLESS + QUIET), max_size=6).map(b"".join),
    st.lists(st.integers(2, 200), max_size=6),
)
def test_any_series_in_any_packets_is_no_key(series: bytes, cuts: list[int]) -> None:
    units = Input(ESCAPE_DELAY, lambda: 0.0)
    places = sorted({0, *(cut for cut in cuts if cut < len(series)), len(series)})
    pieces = [series[a:b] for a, b in itertools.pairwise(places) if len(series[a:b]) > 1]
    found = [
        unit
        for piece in ([series] if len(b"".join(pieces)) < len(series) else pieces)
        for unit in units.feed(piece)
    ]
    assert {unit.kind for unit in found} <= {Kind.SEQUENCE}


@given(st.binary(max_size=60))
def test_any_bytes_are_taken(data: bytes) -> None:
    keys = Keys()
    keys.send(data)
    keys.wait(20.0)
    assert keys.send(b" ") == ["space"] or b"\x1b[200~" in data
