"""Words: what a learner reads sounds like English, has short sentences, and no unknown terms.

What sounds translated is known by constructions that STYLE and reading aloud have found. A
sentence that must stay as it is stands in `words_exceptions.txt`, as the test prints it:
`FILE: sentence`. `UPDATE_WORDS=1 pytest tests/test_words.py` drops those that are gone.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.spoken import (
    Spoken,
    all_texts,
    length_of,
    lesson_texts,
    preset_texts,
    program_texts,
    sentences,
)
from tui_descent.glossary.glossary import ALL

EXCEPTIONS = Path(__file__).with_name("words_exceptions.txt")
MOST_WORDS = 25  # of a sentence
TRANSLATED = (  # a construction, and what to write
    (r"\bso many\b", "the number"),
    (r"\bas far as\b", "until, or where"),
    (r"\bbears? (a|an|the|less|more|half|twice)\b", "allows, has, takes"),
    (r"\bto and fro\b", "back and forth"),
    (r"\bthat (is|are) there\b|\bthat there (is|are)\b", "leave it out"),
    (r"\bwhere there (is|are) none\b", "if there is none"),
    (r"\b(is|are|was|were) told\b", "is shown, is said"),
    (r"\bwhat (it|they|that|he|she) (brings?|brought)\b", "what it does"),
    (r"\b(a|no) hand (has|have|changed|moved|put)\b", "you have … by hand"),
    (
        r"(?<!\bthere )(?<!\bwhat )\b(is|are) no (?!(longer|more|one|less|better|higher)\b)",
        "is not a",
    ),
    (
        r"\bever (wider|smaller|nearer|closer|larger|steeper|slower|faster|longer)\b",
        "more and more",
    ),
    (r"\bit cannot be (told|said)\b", "nobody can tell"),
    (r"\bone('s own| sees| knows| reads| takes| can| must| may| cannot| stands)\b", "you"),
    (r"\b(whereby|hereby|therein|thereof|whither|thither|whence)\b", "plain words"),
    (r"\bbeforehand\b", "in advance"),
    (r"\bto all sides\b", "in all directions, all around"),
    (r"\bthousand million\b", "billion"),
    (r"\b(afresh|anew)\b", "again"),
    (r"\bin one another\b", "nested"),
    (r"\b(may|must) be typed\b", "you can type"),
    (r"\b(parts?|parted) (them|the)\b", "separates"),
    (r"\b(named|taken|answered) (rightly|wrongly)\b", "correctly"),
    (r"\bthe same all along\b", "throughout"),
    (r"\bonce more in\b|\bin any case\b", "again, always"),
    (r"\bhow (far|large|many|much) it (is|are) to be\b", "how … should it be"),
    (r"\bwhat (is|are) to be (done|reached|seen|said)\b", "what to do"),
    (r"\bdo(es)? so (everywhere|as well)\b", "name what it does"),
    (r"\bfrom (it|them|there) on\b", "after that"),
)
PLACES = (
    r"\b(on|to|at) (the|its|your) (left|right|top|right-hand|left-hand)\b",
    r"\b(panel|table|curve|picture|line|text|map|gauge|list|view|window|drawing|number)s? "
    r"(above|below|beside|next to)\b",
    r"\b(above|below|under) (the|this|that) (panel|table|curve|picture|text|map|gauge|list|view)\b",
    r"\b(left|right|upper|lower)(-hand)? (side|half|corner|edge|panel|column)\b",
)


@cache
def found_in(
    texts: Callable[[], Iterator[Spoken]], wrong: Callable[[str], str]
) -> list[tuple[str, str]]:
    """(FILE: sentence, what is wrong with it) for each sentence that something is wrong with."""
    return [
        (f"{place}: {sentence}", said)
        for place, text in dict.fromkeys(texts())
        for sentence in sentences(text)
        if (said := wrong(sentence))
    ]


def translated(sentence: str) -> str:
    """What sounds translated, and what to write."""
    for pattern, better in TRANSLATED:
        match = re.search(pattern, sentence, re.IGNORECASE)
        if match:
            return f"“{match[0]}”: {better}"
    return ""


def too_long(sentence: str) -> str:
    """How long it is, if that is too long."""
    words = length_of(sentence)
    return f"{words} words" if words > MOST_WORDS else ""


def placed(sentence: str) -> str:
    """A place of the screen, which windows of another size have elsewhere."""
    for pattern in PLACES:
        match = re.search(pattern, sentence, re.IGNORECASE)
        if match:
            return f"“{match[0]}”: name the panel by its title"
    return ""


def prose() -> Iterator[Spoken]:
    """What is read as sentences: lessons, problems, glossary, and what the program says."""
    yield from lesson_texts()
    yield from preset_texts()
    yield from (Spoken("glossary", term.text) for term in ALL)
    yield from program_texts()


CHECKS: dict[str, tuple[Callable[[], Iterator[Spoken]], Callable[[str], str]]] = {
    "sounds translated": (all_texts, translated),
    "too long": (prose, too_long),
    "a place of the screen": (lesson_texts, placed),
}


def exceptions() -> list[str]:
    return [line for line in EXCEPTIONS.read_text("utf-8").splitlines() if line[:1] not in "# "]


@pytest.mark.parametrize("check", CHECKS)
def test_every_text_reads_well(check: str) -> None:
    texts, wrong = CHECKS[check]
    known = set(exceptions())
    told = [f"{line}\n    {said}" for line, said in found_in(texts, wrong) if line not in known]
    assert not told, "\n" + "\n".join(told)


def test_an_exception_is_one() -> None:
    found = {line for texts, wrong in CHECKS.values() for line, _ in found_in(texts, wrong)}
    lines = EXCEPTIONS.read_text("utf-8").splitlines()
    kept = [line for line in lines if line[:1] in "# " or line in found]
    if os.environ.get("UPDATE_WORDS"):
        EXCEPTIONS.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    gone = [line for line in lines if line not in kept]
    assert not gone or os.environ.get("UPDATE_WORDS"), "\n" + "\n".join(gone)


@pytest.mark.parametrize(
    "sentence",
    [
        "It takes so many passes.",
        "A valley twice as steep bears half the rate.",
        "What it brings is told below.",
        "A hand has changed it.",
        "This is no minimum.",
    ],
)
def test_what_sounds_translated_is_found(sentence: str) -> None:
    assert translated(sentence)


def test_good_english_passes() -> None:
    for sentence in ("There is no minimum here.", "It is no longer a secret.", "You can type one."):
        assert not translated(sentence)


def test_sentences_are_counted() -> None:
    assert [length_of(one) for one in sentences("One two. Three `a b c` four; five 6.")] == [
        2,
        3,
        1,
    ]
    assert too_long("word " * (MOST_WORDS + 1))
    assert not too_long("word " * MOST_WORDS)


def test_places_of_the_screen_are_found() -> None:
    assert placed("Look at the table on the right.")
    assert placed("The curve below falls.")
    assert not placed("The right answer is below 1.")
