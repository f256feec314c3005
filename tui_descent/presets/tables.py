"""From a TOML file to checked tables: every mistake becomes one line that says what is right.

Presets and lessons are both read by this; only the types differ.
"""

import re
import tomllib
import types
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from tui_descent.presets.checks import remedy
from tui_descent.presets.errors import PresetError
from tui_descent.presets.files import read_text

FORMAT = 1
HUGE = 2**63
DEEPEST = 30  # tables and lists in each other
# A bare or quoted part of a key and a dot, repeated; else any one part.
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
KEY_PARTS = re.compile(rf"(?P<many>(?:{_PART}[ \t]*+\.[ \t]*+){{{DEEPEST}}})|{_PART}")

Wanted = TypeVar("Wanted", bound=msgspec.Struct)


def read_tables(path: Path, most_bytes: int) -> dict[str, Any]:
    """Return what stands in a TOML file of this format, not yet converted."""
    return of_this_format(path.name, read_toml(path.name, read_text(path, most_bytes)))


def of_this_format(file: str, tables: dict[str, Any]) -> dict[str, Any]:
    """The tables, if their format is one that this program knows."""
    if tables.get("format", FORMAT) != FORMAT:
        wrong = f"{tables['format']!r} is not a format that this program knows"
        raise PresetError(file, "format", wrong, f"write format = {FORMAT}")
    return tables


def read_toml(file: str, text: str) -> dict[str, Any]:
    """Return what a TOML text says; a mistake in it is one line with the file's name.

    Keys of very many parts are refused before they are read: reading takes the square of their
    number.
    """
    if any(part.lastgroup for part in KEY_PARTS.finditer(text)):
        raise PresetError(file, "", "nested too deeply", "write it more simply")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PresetError(file, "", f"not valid TOML: {error}", "see toml.io") from None
    except (RecursionError, ValueError):
        wrong = "nested too deeply, or a number too long to read"
        raise PresetError(file, "", wrong, "write it more simply") from None
    _refuse_excess(file, "", tables, 0)
    return tables


def converted(file: str, tables: dict[str, Any], wanted: type[Wanted], what: str) -> Wanted:
    """Return the tables as `wanted`; `what` is what the file holds: presets, lessons."""
    try:
        return msgspec.convert(tables, wanted)
    except msgspec.ValidationError as error:
        raise _explained(file, str(error), wanted, what) from None


def _refuse_excess(file: str, key: str, value: Any, depth: int) -> None:
    """What no field can hold is told before anything counts on it: tables in tables in tables,
    and huge whole numbers."""
    if depth > DEEPEST:
        raise PresetError(file, "", "nested too deeply", "write it more simply")
    if isinstance(value, dict):
        for name, inner in value.items():
            _refuse_excess(file, f"{key}.{name}" if key else name, inner, depth + 1)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_excess(file, f"{key}[{place}]", inner, depth + 1)
    elif isinstance(value, int) and abs(value) >= HUGE:
        raise PresetError(file, key, "a whole number that is too large", "give a smaller one")


def _explained(file: str, message: str, wanted: type[msgspec.Struct], what: str) -> PresetError:
    """Turn msgspec's message into the place, what is wrong and what would be right."""
    message, _, place = message.partition(" - at `$")
    place = place.rstrip("`").lstrip(".").replace("[...]", "")
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", message, re.DOTALL):
        key = f"{place}.{unknown[1]}" if place else unknown[1]
        where = _elsewhere(wanted, key)
        right = remedy(unknown[1], _keys(wanted, place), "the keys are")
        belongs = f"did you mean {where}?" if where else right
        return PresetError(file, key, f"not a key that {what} have", belongs)
    if missing := re.fullmatch(r"Object missing required field `(.*)`", message):
        key = f"{place}.{missing[1]}" if place else missing[1]
        return PresetError(file, key, "missing", f"add it; {_WHOLE.get(what, '')}")
    if wrong_choice := re.fullmatch(r"Invalid enum value '(.*)'", message, re.DOTALL):
        wrong = f"{wrong_choice[1]!r} is not known"
        return PresetError(file, place, wrong, f"use {_choices(wanted, place)}")
    if expected := re.fullmatch(r"Expected `(.*)`, got `(.*)`", message):
        belongs, got = (_in_words(side) for side in expected.groups())
        return PresetError(file, place, f"{got} where {belongs} belongs", f"give {belongs}")
    return PresetError(file, place, message, "correct it")


_WHOLE = {
    "presets": "presets/README.md has a whole preset to copy",
    "lessons": "WRITING.md beside the lessons has a whole lesson to copy",
}


def _keys(wanted: type[msgspec.Struct], place: str) -> list[str]:
    """The keys of the table at a place like `goal.loss`."""
    found = _table_at(wanted, place.split(".") if place else [])
    return [field.encode_name for field in msgspec.structs.fields(found)]


def _elsewhere(wanted: type[msgspec.Struct], key: str) -> str:
    """The only place where there is a key of this name, as `training.l2`; else ""."""
    name = key.rpartition(".")[2]
    tables = [one for one in _keys(wanted, "") if _table_at(wanted, [one]) is not wanted]
    places = [f"{table}.{name}" for table in tables if name in _keys(wanted, table)]
    places += [name] * (name in _keys(wanted, ""))
    return places[0] if len(places) == 1 else ""


def _choices(wanted: type[msgspec.Struct], place: str) -> str:
    """The texts that a key may have."""
    *way, key = place.split(".")
    hint = get_type_hints(_table_at(wanted, way)).get(key)
    return " or ".join(str(choice) for choice in _literals(hint)) or "another"


def _literals(hint: Any) -> list[object]:
    found: list[object] = []
    for part in get_args(hint):
        found += _literals(part) if get_args(part) else [part] * isinstance(part, str)
    return found


def _table_at(wanted: type[msgspec.Struct], way: list[str]) -> type[msgspec.Struct]:
    table = wanted
    for key in way:
        inner = _struct_in(get_type_hints(table).get(key.partition("[")[0]))
        if inner is None:
            return table
        table = inner
    return table


def _struct_in(hint: Any) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    if get_origin(hint) in (list, tuple, Union, types.UnionType):
        return next(filter(None, map(_struct_in, get_args(hint))), None)
    return None


def _in_words(types: str) -> str:
    words = {
        "str": "a text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "array": "a list",
        "object": "a table",
        "null": "nothing",
    }
    return " or ".join(words.get(part, part) for part in types.split(" | ") if part != "null")
