"""What only a lesson has: its pages, questions, goals, hints and cases."""

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, exactly, no_words, number
from tui_descent.session.session import Session


def _open(teacher: Teacher | None) -> Teacher:
    if teacher is None:
        raise CommandError("this belongs to a lesson, and none is open")
    return teacher


def guess(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = exactly(words, 1, "guess 2.24")
    return _open(teacher).guess(number(word, "2.24"))


def answer(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = exactly(words, 1, "answer 2")
    if not word.isdecimal() or len(word) > 3:
        raise CommandError(f"{word!r} is not the number of an answer; write, for example: answer 2")
    return _open(teacher).answer(int(word))


def hint(session: Session, words: Words, teacher: Teacher | None) -> str:
    no_words(session, words)
    return _open(teacher).hint()


def goal(session: Session, words: Words, teacher: Teacher | None) -> str:
    no_words(session, words)
    return _open(teacher).goals()


def cause(session: Session, words: Words, teacher: Teacher | None) -> str:
    if not words:
        raise CommandError("write it like this: cause NAME, with a name from the list")
    return _open(teacher).cause(" ".join(words))


def case(session: Session, words: Words, teacher: Teacher | None) -> str:
    if len(words) > 1 or (words and not words[0].isdecimal()):
        raise CommandError("write it like this: case 2, or case alone for the next one")
    return _open(teacher).case(int(words[0]) if words else None)


ACTIONS = (
    Action(
        "next",
        "",
        "read on; at the end of a lesson, open the next one",
        keys=(
            Key(
                "read-on",
                "k",
                "the lesson's next page (also enter, while reading)",
                "go on",
                call="read(1)",
                scope="lesson",
            ),
        ),
    ),
    Action(
        "read",
        "",
        "the lesson's text up to here once more",
        keys=(
            Key("read-back", "j", "the page before", "page back", call="read(-1)", scope="lesson"),
        ),
    ),
    Action(
        "answer",
        "NUMBER",
        "answer the lesson's question",
        answer,
        "answer 2 chooses the second answer.",
        (
            Key(
                "answer",
                "1,2,3,4,5,6,7,8,9",
                "choose an answer; where causes are listed, a cause",
                "answer",
                named="1–9",
                scope="lesson",
            ),
        ),
    ),
    Action(
        "hint",
        "",
        "one more hint",
        hint,
        keys=(
            Key("hint", "t", "a hint; pressed again, one that says more", "hint", scope="lesson"),
        ),
    ),
    Action("goal", "", "what the lesson asks for", goal),
    Action(
        "guess",
        "VALUE",
        "say what value you expect",
        guess,
        "guess 2.24.",
        (
            Key(
                "guess",
                "u",
                "type a value that you expect, where a goal asks for it",
                "guess",
                scope="lesson",
            ),
        ),
        moves=True,
    ),
    Action(
        "cause",
        "NAME",
        "name what is wrong in this case",
        cause,
        "cause 2 names the second of the causes.",
    ),
    Action(
        "case",
        "[NUMBER]",
        "go to the next case, or to this one",
        case,
        "case 3 goes to the third one, case alone to the next.",
        (
            Key(
                "case",
                "C",
                "the next case, in a lesson that has several",
                "next case",
                scope="lesson",
            ),
        ),
        loses=True,
    ),
    Action(
        keys=(
            Key(
                "fold", "T", "fold the lesson's text away, or bring it back", "text", scope="lesson"
            ),
        )
    ),
    Action(
        "skip",
        "",
        "leave this lesson, open the next one",
        keys=(
            Key(
                "lesson-next",
                "N",
                "the next lesson",
                "next lesson",
                call="lesson(1)",
                scope="lesson",
            ),
        ),
    ),
    Action(
        "restart",
        "",
        "begin this lesson again",
        keys=(Key("restart", "R", "start the lesson again", "restart", scope="lesson"),),
    ),
    Action(
        keys=(
            Key(
                "lesson-previous",
                "P",
                "the lesson before",
                call="lesson(-1)",
                words="learn NUMBER",
                scope="lesson",
            ),
        )
    ),
)
