"""Tables with known numbers, written to CSV files in the ways in which people and programs do."""

import gzip
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

Row = list[float]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what an expert reads in it.

    inputs  rows of numbers for the network, before they are scaled
    target  the column's name, and
    aims    a number for each row, or the number of its class
    classes in order; empty: the target is a number
    """

    name: str
    content: bytes
    target: str
    inputs: list[Row]
    aims: list[float]
    classes: tuple[str, ...] = ()
    left_out: int = 0
    options: dict[str, object] = field(default_factory=dict)


def cases(seed: int) -> Iterator[Case]:
    """All kinds, with numbers and ways drawn by the seed."""
    draw = random.Random(seed)
    for make in KINDS:
        yield from make(draw)


def _numbers(draw: random.Random, rows: int = 24, columns: int = 4) -> list[Row]:
    return [[round(draw.uniform(-30.0, 90.0), 2) for _ in range(columns)] for _ in range(rows)]


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[float]]:
    return [row[:-1] for row in rows], [row[-1] for row in rows]


NAMES = ("age", "dose", "mass (kg)", "recovery")


def _text(
    rows: Sequence[Sequence[object]],
    names: Sequence[str] | None = NAMES,
    separator: str = ",",
    spell: Callable[[float], str] = lambda value: f"{value:.2f}",
    quote: str = "",
    end: str = "\n",
) -> str:
    lines = [] if names is None else [separator.join(f"{quote}{name}{quote}" for name in names)]
    for row in rows:
        cells = [spell(cell) if isinstance(cell, float) else str(cell) for cell in row]
        lines.append(separator.join(f"{quote}{cell}{quote}" for cell in cells))
    return end.join([*lines, ""])


def _plain(name: str, text: str | bytes, rows: Sequence[Row], target: str = "recovery") -> Case:
    content = text.encode() if isinstance(text, str) else text
    return Case(name, content, target, *_split(rows))


def _separators(draw: random.Random) -> Iterator[Case]:
    for separator in (",", ";", "\t", "|", " ; ", ", ", "\t "):
        for quote in ("", '"'):
            rows = _numbers(draw)
            end = draw.choice(["\n", "\r\n", "\r"])
            text = _text(rows, separator=separator, quote=quote, end=end)
            yield _plain(f"separator {separator!r} {quote}", text, rows)
    rows = _numbers(draw)
    names = ("age", "dose", "mass", "recovery")
    yield _plain("blanks", _text(rows, names, "   "), rows)
    fixed = "".join(" ".join(f"{cell:>9}" for cell in row) + "\n" for row in [names, *rows])
    yield _plain("fixed width", fixed, rows)
    whole = "".join(f'"{line}"\n' for line in _text(rows).splitlines())
    yield _plain("lines quoted whole", whole, rows)
    yield _plain("sep line", "sep=;\r\n" + _text(rows, separator=";"), rows)
    yield _plain("trailing", _text(rows).replace("\n", ",\n"), rows)


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _spellings(draw: random.Random) -> Iterator[Case]:
    ways: list[tuple[str, str, Callable[[float], str]]] = [
        ("comma", ";", _comma),
        ("comma tab", "\t", _comma),
        ("comma bar", "|", _comma),
        ("dollar", ",", lambda x: f"${x:.2f}"),
        ("minus dollar", ";", lambda x: f"-${-x:.2f}" if x < 0 else f"${x:.2f}"),
        ("pound", ",", lambda x: f"£{x:.2f}"),
        ("euro", ";", lambda x: f"{_comma(x)} €"),
        ("euro before", ";", lambda x: f"EUR {x:.2f}"),
        ("percent", ",", lambda x: f"{x:.2f}%"),
        ("percent comma", ";", lambda x: f"{_comma(x)} %"),
        ("unit", ",", lambda x: f"{x:.2f} kg"),
        ("unit close", ",", lambda x: f"{x:.2f}km/h"),
        ("degrees", ",", lambda x: f"{x:.2f} °C"),
        ("brackets", ",", lambda x: f"({-x:.2f})" if x < 0 else f"{x:.2f}"),
        ("minus", ",", lambda x: f"{x:.2f}".replace("-", "\u2212")),
        ("plus", ",", lambda x: f"{x:+.2f}"),
        ("behind", ",", lambda x: f"{-x:.2f}-" if x < 0 else f"{x:.2f}"),
        ("scientific", ",", lambda x: f"{x:.3e}"),
        ("scientific comma", ";", lambda x: f"{x:.3E}".replace(".", ",")),
        ("no zero", ",", lambda x: f"{x:.2f}".replace("0.", ".", 1) if abs(x) < 1 else f"{x:.2f}"),
    ]
    for name, separator, spell in ways:
        rows = _numbers(draw)
        if "." in spell(1.5) and "e" in spell(1.5).lower() and "scientific" in name:
            rows = [[float(f"{x:.3e}") for x in row] for row in rows]
        yield _plain(name, _text(rows, separator=separator, spell=spell), rows)
    yield from _thousands(draw)


def _thousands(draw: random.Random) -> Iterator[Case]:
    whole = [
        [float(draw.randint(-9, 10 ** draw.randint(2, 5))) for _ in range(4)] for _ in range(30)
    ]
    parts = [[round(draw.uniform(1.0, 99999.0), 1) for _ in range(4)] for _ in range(30)]

    def grouped(mark: str, decimal: str, digits: int) -> Callable[[float], str]:
        def spell(value: float) -> str:
            text = f"{value:,.{digits}f}"
            return text.replace(",", "_").replace(".", decimal).replace("_", mark)

        return spell

    for name, mark, decimal, separator, quote in (
        ("quoted commas", ",", ".", ",", '"'),
        ("commas", ",", ".", ";", ""),
        ("points", ".", ",", ";", ""),
        ("blanks", " ", ".", ";", ""),
        ("narrow", "\u202f", ",", ";", ""),
        ("no-break", "\u00a0", ",", "\t", ""),
        ("apostrophes", "'", ".", ",", ""),
    ):
        spell = grouped(mark, decimal, 1)
        text = _text(parts, separator=separator, quote=quote, spell=spell)
        yield _plain(f"thousands {name}", text, parts)
        text = _text(whole, separator=separator, quote=quote, spell=grouped(mark, decimal, 0))
        yield _plain(f"whole thousands {name}", text, whole)


def _encodings(draw: random.Random) -> Iterator[Case]:
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"):
        rows = _numbers(draw)
        text = _text(rows, ("größe", "façon", "año", "señal"), draw.choice(",;\t"))
        yield _plain(encoding, text.encode(encoding), rows, "señal")
    rows = _numbers(draw)
    yield _plain("gzip", gzip.compress(_text(rows).encode()), rows)


def _headings(draw: random.Random) -> Iterator[Case]:
    for names in (
        ("2017", "2018", "2019", "2020"),
        ("1950", "1960", "1970", "1980"),
        ("2020", "2019", "2018", "2017"),
        ("0", "1", "2", "3"),
        ("1", "2", "3", "4"),
        ("Body Length ", " Wing  Span", "T [°C]", "v/(m/s)"),
        ("x.1", "x_2", "x-3", "y!"),
    ):
        rows = _numbers(draw)
        yield _plain(f"names {names}", _text(rows, names), rows, names[-1])
    rows = _numbers(draw)
    yield _plain("none", _text(rows, None), rows, "column4")
    yield _plain("none, by number", _text(rows, None), rows, "4")
    above = (
        "\n\n",
        "Report of May\n\n",
        "Report, May 2021\nweek 12\n",
        "# made by hand\n# a, b\n",
        "Measured,,,Result\n",
        "Measured,Measured,Measured,Result\n",
        "Report,,,\n,,,\n",
    )
    for text in above:
        yield _plain(f"above {text!r}", text + _text(rows), rows)
    for units in ("m,m,m,kg", "(m),(s),(kg),(-)", "[m],[s],[kg],[1]", "cm,,kg,%", "years,mg,kg,%"):
        first, _, rest = _text(rows).partition("\n")
        yield _plain(f"units {units}", f"{first}\n{units}\n{rest}", rows)
    yield _plain("savetxt", "# " + _text(rows), rows)
    yield _plain("savetxt close", "#" + _text(rows, separator=";"), rows)
    for text in (
        "\nSource: own measurements\n",
        "* preliminary\n",
        "Note: a, b\n",
        ",,,\n,,,\n",
        "# end\n",
        "(c) 2020 by us\n",
        "Source: office,,,\n",
    ):
        yield _plain(f"below {text!r}", _text(rows) + text, rows)


def _ids(draw: random.Random) -> Iterator[Case]:
    for name in ("id", "ID", "Nr", "No.", "index", "PassengerId", "customer_id", "Unnamed: 0", ""):
        rows = _numbers(draw)
        first = draw.choice([0, 1, 1001])
        numbered = [[str(first + at), *row] for at, row in enumerate(rows)]
        yield _plain(f"id {name!r}", _text(numbered, (name, *NAMES)), rows)
    rows = _numbers(draw)
    columns: dict[str, Callable[[int], str]] = {
        "zip": lambda at: f"{draw.randint(100, 99999):05}" if at else "00412",
        "serial": lambda at: f"{draw.randint(4096, 65535):04X}" if at else "A3F0",
        "town": lambda at: f"Town{at * 7}",
        "day": lambda at: f"2021-03-{at + 1:02}",
        "Datum": lambda at: f"{at + 1:02}.03.2021",
        "us": lambda at: f"3/{at + 1}/2021",
        "when": lambda at: f"2021-03-{at + 1:02}T06:{at:02}:00Z",
        "clock": lambda at: f"{at % 24:02}:30",
        "month": lambda at: f"{1990 + at // 12}-{at % 12 + 1:02}",
        "named": lambda at: f"{['Jan', 'Feb', 'Mar'][at % 3]} {1990 + at}",
        "compact date": lambda at: f"202103{at + 1:02}",
        "batch": lambda at: "4",
        "site": lambda at: "north",
        "make": lambda at: "abcdefghijkl"[at % 12] + "mo",
        "note": lambda at: f'"said ""{at}"", twice,\nthen left"',
    }
    for name, cell in columns.items():
        place = draw.randint(0, 3)
        mixed: list[list[object]] = []
        for at, row in enumerate(rows):
            mixed.append([*row[:place], cell(at), *row[place:]])
        names = [*NAMES[:place], name, *NAMES[place:]]
        yield _plain(f"unused {name}", _text(mixed, names), rows)


def _words(draw: random.Random) -> Iterator[Case]:
    for words in (
        *(("female", "male"), ("no", "yes"), ("F", "M"), ("False", "True"), ("ja", "nein")),
        *(("east", "north", "west"), ("a", "b", "c", "d", "e"), ("None", "one", "two")),
    ):
        rows = _numbers(draw)
        kinds = [at % len(words) for at in range(len(rows))]
        draw.shuffle(kinds)
        mixed = [[row[0], words[kind], *row[1:]] for row, kind in zip(rows, kinds, strict=True)]
        text = _text(mixed, ("age", "side", *NAMES[1:]))
        inputs = []
        for row, kind in zip(rows, kinds, strict=True):
            hot = [float(kind == place) for place in range(len(words))]
            inputs.append([row[0], *(hot[1:] if len(words) == 2 else hot), *row[1:-1]])
        yield Case(f"input {words}", text.encode(), "recovery", inputs, [row[-1] for row in rows])


def _targets(draw: random.Random) -> Iterator[Case]:
    for classes in (
        *(("no", "yes"), ("0", "1"), ("1", "2"), ("-1", "1"), ("0.0", "1.0"), ("F", "T")),
        *(("False", "True"), ("leaf", "root"), ("ash", "elm", "oak"), ("10", "20")),
        tuple(sorted(f"{a}{b}" for a in "bdk" for b in ("an", "er", "is"))),
    ):
        rows = _numbers(draw, 36)
        kinds = [at % len(classes) for at in range(len(rows))]
        draw.shuffle(kinds)
        blank = draw.choice(["", " "])
        mixed = [
            [*row[:-1], classes[kind] + (blank if draw.random() < 0.5 else "")]
            for row, kind in zip(rows, kinds, strict=True)
        ]
        content = _text(mixed).encode()
        inputs = [row[:-1] for row in rows]
        yield Case(f"target {classes}", content, "recovery", inputs, [*map(float, kinds)], classes)
        if classes[0].isalpha():
            bare = _text(mixed, None).encode()
            aims = [*map(float, kinds)]
            yield Case(f"bare {classes}", bare, "column4", inputs, aims, classes)
    rows = _numbers(draw)
    codes = [[*row[:-1], str(at % 3)] for at, row in enumerate(rows)]
    inputs, aims = [row[:-1] for row in rows], [float(at % 3) for at in range(len(rows))]
    content = _text(codes).encode()
    yield Case("codes", content, "recovery", inputs, aims)
    chosen: dict[str, object] = {"classes": True}
    yield Case("codes as classes", content, "recovery", inputs, aims, ("0", "1", "2"), 0, chosen)


MISSING = ("", "NA", "N/A", "nan", "NULL", "?", "None", "-", ".", "#N/A", "n/a", "NaN", "inf")


def _missing(draw: random.Random) -> Iterator[Case]:
    for separator, spell in ((",", "{:.2f}".format), (";", _comma)):
        rows = _numbers(draw, 60)
        spelled = [[spell(cell) for cell in row] for row in rows]
        lost = sorted(draw.sample(range(60), len(MISSING)))
        for at, word in zip(lost, MISSING, strict=True):
            spelled[at][draw.randrange(4)] = word
        inputs, aims = _split([row for at, row in enumerate(rows) if at not in lost])
        content = _text(spelled, separator=separator).encode()
        yield Case(f"missing {separator}", content, "recovery", inputs, aims, (), len(lost))
    rows = _numbers(draw)
    for value in ("-999", "-9999", "-99", "9999"):
        spelled = [[f"{cell:.2f}" for cell in row] for row in rows]
        for at in (3, 8, 15):
            spelled[at][1] = value
        inputs, aims = _split([row for at, row in enumerate(rows) if at not in (3, 8, 15)])
        told: dict[str, object] = {"missing": (value,)}
        content = _text(spelled).encode()
        yield Case(f"missing {value}", content, "recovery", inputs, aims, (), 3, told)
    spelled = [[f"{cell:.2f}" for cell in row] for row in rows]
    for at in range(0, 24, 2):
        spelled[at][1] = ""
    inputs = [[row[0], row[2]] for row in rows]
    content = _text(spelled).encode()
    yield Case("mostly missing", content, "recovery", inputs, [row[-1] for row in rows])
    for typo in ("12.3o", "1O.5", "abc", "7..1", "3.5?"):
        spelled = [[f"{cell:.2f}" for cell in row] for row in rows]
        spelled[12][draw.randrange(4)] = typo
        inputs, aims = _split([row for at, row in enumerate(rows) if at != 12])
        yield Case(f"typo {typo}", _text(spelled).encode(), "recovery", inputs, aims, (), 1)


def _rows(draw: random.Random) -> Iterator[Case]:
    rows = _numbers(draw)
    sums = [sum(column) for column in zip(*rows, strict=True)]
    labelled: list[list[object]] = [[f"A{at}", *row] for at, row in enumerate(rows)]
    for label in ("Total", "TOTAL", "Sum", "Gesamt", "Zusammen", ""):
        content = _text([*labelled, [label, *sums]], ("shop", *NAMES)).encode()
        yield Case(f"total {label!r}", content, "recovery", *_split(rows), (), 1)
    content = _text([*labelled, ["Mean", *(one / 24 for one in sums)]], ("shop", *NAMES)).encode()
    yield Case("mean", content, "recovery", *_split(rows), (), 1)
    lines = _text(rows).splitlines()
    lines[5] = lines[5].rpartition(",")[0]
    lines[9] += ",17.3"
    inputs, aims = _split([row for at, row in enumerate(rows) if at not in (4, 8)])
    content = "\n".join(lines).encode()
    yield Case("ragged", content, "recovery", inputs, aims, (), 2)


KINDS: tuple[Callable[[random.Random], Iterator[Case]], ...] = (
    *(_separators, _spellings, _encodings, _headings, _ids, _words, _targets, _missing, _rows),
)
