"""All terms in their groups, and how one is found: by its name, or by what somebody types."""

from collections.abc import Iterator

from tui_descent.glossary import ground, learning, parts, rates, screen
from tui_descent.glossary.term import Term

GROUPS: dict[str, tuple[Term, ...]] = {
    "networks": learning.NETWORK,
    "data": learning.DATA,
    "passes": learning.PASSES,
    "slopes": ground.SLOPES,
    "the ground": ground.GROUND,
    "learning rates": rates.RATES,
    "how it is going": rates.VERDICTS,
    "several runs": rates.RUNS,
    "losses": parts.LOSS_FUNCTIONS,
    "activations": parts.ACTIVATION_FUNCTIONS,
    "optimizers": parts.OPTIMIZER_NAMES,
    "schedules": parts.SCHEDULE_NAMES,
    "initial weights": parts.INITIAL_WEIGHTS,
    "views": screen.VIEWS,
    "signs": screen.SIGNS,
    "numbers": screen.NOTATION,
}
ALL = tuple(term for terms in GROUPS.values() for term in terms)
NAMES = tuple(dict.fromkeys(name for term in ALL for name in term.names))
NAMES_IN_WORDS = tuple(
    dict.fromkeys(name for term in ALL if not term.drawn for name in term.names_in_words)
)


def find(name: str) -> tuple[Term, ...]:
    """The terms of this name, or that are written so as well.

    Upper and lower case matter only where one of them is the exact name: L is the loss.
    """
    wanted = name.casefold()
    exact = tuple(term for term in ALL if name in term.names)
    return exact or tuple(
        term for term in ALL if wanted in (written.casefold() for written in term.names)
    )


def about(name: str, where: str = "") -> str:
    """`limit: …`, a term of this name without its example; LookupError if there is none.

    where  the one that has this meaning there is preferred, if there are several
    """
    told = meaning(name, where)
    is_word = told[0].isascii() and not told[1].isupper()
    return f"{name}: {told[0].lower() if is_word else told[0]}{told[1:]}"


def meaning(name: str, where: str = "") -> str:
    """The same without its name."""
    found = sorted(find(name), key=lambda term: term.where != where)
    if not found:
        raise LookupError(f"the glossary has no {name!r}")
    return found[0].meaning


def search(typed: str) -> tuple[Term, ...]:
    """The terms whose name begins with what is typed, then those that have it in their name,
    then those that say it in their text; all of them if nothing is typed."""
    wanted = typed.casefold().strip()
    if not wanted:
        return tuple(sorted(ALL, key=_alphabetical))
    return tuple(dict.fromkeys(_matches(wanted)))


def _alphabetical(term: Term) -> tuple[bool, str]:
    """Words before signs."""
    first = term.name[0]
    return not (first.isascii() and first.isalpha()), term.name.casefold()


def _matches(wanted: str) -> Iterator[Term]:
    named = [(term, [name.casefold() for name in term.names]) for term in ALL]
    yield from (term for term, names in named if wanted in names)
    yield from (term for term, names in named if any(name.startswith(wanted) for name in names))
    yield from (term for term, names in named if any(wanted in name for name in names))
    if len(wanted) > 2:
        yield from (term for term in ALL if wanted in term.text.casefold())
