"""Keeping: undo and redo, files."""

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, no_words
from tui_descent.session.session import Session


def undo(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    entry = session.undoing.undo()
    if entry is None:
        raise CommandError("nothing has been thrown away, so there is nothing to undo")
    return f"undone: {entry.action}; back: {entry.back}"


def redo(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    entry = session.undoing.redo()
    if entry is None:
        raise CommandError("there is no undo to take back")
    return f"done again: {entry.action}; back: {entry.back}"


ACTIONS = (
    Action(
        "undo",
        "",
        "take back the last action that threw something away, and the one before it",
        undo,
        "reset, then undo: the run that was reset is back.",
        (
            Key(
                "undo",
                "U,u",
                "undo: take back the last action that threw something away, and the one before it "
                "(also u, outside lessons)",
                "undo",
                stays=True,
            ),
        ),
        then="pass",
    ),
    Action(
        "redo",
        "",
        "take back the last undo",
        redo,
        keys=(Key("redo", "Y", "redo: take back the last undo", line="redo", stays=True),),
        then="pass",
    ),
    Action(
        "write",
        "FILE",
        "write the run (.jsonl, .csv), the problem (.toml) or a script to go on (.py)",
        example="write run.jsonl; a file that exists is not overwritten.",
        keys=(
            Key(
                "write",
                "w",
                "write the run (.jsonl, .csv), problem (.toml), script (.py), screen (.svg) or "
                "recording (.cast)",
                stays=True,
            ),
        ),
        looks=True,
    ),
)
