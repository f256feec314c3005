"""The small part of Markdown that lessons are written in."""

import pytest

from tui_descent.lessons.markdown import MarkdownError, Part, parse


def test_paragraphs_lists_bold_and_code() -> None:
    block = "Press `space`,\nand **look** at it.\n\n- one\n  more\n- two\n\n1. first\n2. second\n"
    assert parse(block) == (
        Part(
            (
                ("Press ", "plain"),
                ("space", "code"),
                (", and ", "plain"),
                ("look", "strong"),
                (" at it.", "plain"),
            )
        ),
        Part((("one more", "plain"),), "• "),
        Part((("two", "plain"),), "• "),
        Part((("first", "plain"),), "1. "),
        Part((("second", "plain"),), "2. "),
    )
    assert parse(block)[0].plain == "Press space, and look at it."


def test_a_minus_is_no_list() -> None:
    assert parse("from 2\n-24 is it")[0].plain == "from 2 -24 is it"


@pytest.mark.parametrize(
    ("block", "what"),
    [
        ("# A heading", "headings"),
        ("see [here](http://x.org)", "links"),
        ("![a](b.png)", "pictures"),
        ("```\ncode\n```", "code blocks"),
        ("> said", "quotes"),
        ("| a | b |", "tables"),
        ("<b>bold</b>", "HTML"),
        ("not **closed", "not closed"),
        ("not `closed", "not closed"),
    ],
)
def test_what_cannot_be_shown_is_told(block: str, what: str) -> None:
    with pytest.raises(MarkdownError, match=what):
        parse(block)
