"""The one registry of actions: all that a learner can do.

Key bindings, footer, help, palette, the README's tables, the commands of the plain mode, of
lessons and of scripts, and the ids in a user's settings are read off it.
"""

import re
from collections.abc import Mapping

from msgspec.structs import replace

from tui_descent.actions import (
    around,
    keeping,
    lessons,
    looking,
    parameters,
    passes,
    race,
    rates,
    setup,
)
from tui_descent.actions.action import Action, Key, Scope, Teacher, written
from tui_descent.actions.arguments import CommandError
from tui_descent.presets import PresetError
from tui_descent.session.session import Session
from tui_descent.text import did_you_mean

GROUPS = {
    "passes": passes.ACTIONS,
    "learning rate and optimizer": rates.ACTIONS,
    "parameters": parameters.ACTIONS,
    "looking": looking.ACTIONS,
    "several runs": race.ACTIONS,
    "keeping": keeping.ACTIONS,
    "another network": setup.ACTIONS,
    "lessons": lessons.ACTIONS,
    "ways around": around.ACTIONS,
}
ALL = tuple(action for actions in GROUPS.values() for action in actions)
WORDS = {action.word: action for action in ALL if action.word}
COMMANDS = {word: action for word, action in WORDS.items() if action.run}  # of a session
KEYS = {key.id: key for action in ALL for key in action.keys}
HIDABLE = tuple(key.id for key in KEYS.values() if key.scope == "training" and not key.stays)
MOVING = frozenset(key.id for action in ALL if action.moves for key in action.keys)
IN_WORDS = {  # how the same is said in words, by the id of the key; "" where it is not
    key.id: key.line or key.words or action.in_words for action in ALL for key in action.keys
}
SAID = {id: words or KEYS[id].shown for id, words in IN_WORDS.items()}
NAMED = re.compile(r"(?<!')\{([a-z-]+)\}")  # not in what somebody typed, which is quoted


def keys(*scopes: Scope) -> tuple[Key, ...]:
    """The keys of these screens, those of the first scope first."""
    return tuple(key for scope in scopes for key in KEYS.values() if key.scope == scope)


def moved(known: tuple[Key, ...], keymap: Mapping[str, str]) -> tuple[Key, ...]:
    """The same keys where a user's keymap, id -> keys, has put them."""
    return tuple(
        replace(key, keys=keymap[key.id], named=" ".join(map(written, keymap[key.id].split(","))))
        if key.id in keymap
        else key
        for key in known
    )


def key_names(keymap: Mapping[str, str]) -> dict[str, str]:
    """How each key is written where a user's keymap has put it, by its id."""
    return {key.id: key.shown for key in moved(tuple(KEYS.values()), keymap)}


def named(sentence: str, names: Mapping[str, str]) -> str:
    """A sentence with each `{id of a key}` replaced by its name."""
    return NAMED.sub(lambda found: names.get(found[1], found[0]), sentence)


def hidden_commands(keys: tuple[str, ...]) -> set[str]:
    """The commands that do what these keys do: `rate`, `rate up`, `nudge down`."""
    hidden = {WORDS[word].word for word in WORDS if WORDS[word].through in keys}
    for word, action in WORDS.items():
        for key in action.keys:
            line = IN_WORDS[key.id]
            if key.id in keys and line.split()[:1] == [word]:
                hidden.add(" ".join(part for part in line.split() if not part.isupper()))
    return hidden


def key_in_words(name: str) -> str:
    """What to say to the name of a key in place of a command: `space`, `>`; "": it is none."""
    for key in keys("training"):
        if name in (key.shown, *key.keys.split(",")) and IN_WORDS[key.id]:
            return f"{name!r} is a key of the screen; in words it is: {IN_WORDS[key.id]}"
    return ""


def parse(line: str) -> tuple[Action, list[str]]:
    """Split a line into its command and arguments; raises CommandError."""
    words = line.split()
    if not words:
        raise CommandError("an empty line; write a command, for example: step")
    name = words[0].casefold()
    if name not in COMMANDS:
        if told := key_in_words(words[0]):
            raise CommandError(told)
        remedy = did_you_mean(name, COMMANDS, f"there are: {', '.join(COMMANDS)}")
        raise CommandError(f"{words[0]!r} is not a command; {remedy}")
    return COMMANDS[name], words[1:]


def run(
    session: Session,
    line: str,
    teacher: Teacher | None = None,
    names: Mapping[str, str] = SAID,
) -> str:
    """Do what the line says and return a sentence about it; "" where there is nothing to say.

    names  how the sentence calls keys, by their ids

    Raises CommandError.
    """
    action, words = parse(line)
    assert action.run is not None
    try:
        return named(action.run(session, words, teacher), names)
    except (CommandError, PresetError) as error:
        raise CommandError(named(str(error), names)) from None
