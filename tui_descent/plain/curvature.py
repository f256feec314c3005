"""Directions and sharpness in lines: what their views show, told when it is asked for."""

from typing import Any

import numpy as np

from tui_descent.analysis.directions import Directions, directions
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import Output
from tui_descent.session.session import Session
from tui_descent.views.directions import Spectrum, in_words, made_of, summary
from tui_descent.views.sharpness import Sharpness

ENDS = 5  # directions at either end that are told of many
ROOM = 24  # cells for what a direction is made of
POINTS = 10  # passes of a run that are told
SIZE = 80, 24  # of the window that the pictures are asked for


def picture(mode: PlainMode, view: str) -> Any | None:
    """What a view shows of where one stands, however long that takes; None: nothing."""
    session, cameras = mode.session, mode.session.cameras
    before = cameras.watched
    cameras.watch({view: SIZE})
    try:
        shown = session.frame().pictures[view]
        while cameras.due:
            job = cameras.due[0]
            made = job.run(lambda: mode.out.goes_on("still working it out"))
            mode.out.stop_if_wanted()
            cameras.take(job, made)
            shown = session.frame().pictures[view]
    finally:
        cameras.watch(before)
    return shown


def direction_lines(shown: Spectrum, session: Session, out: Output, whole: bool) -> list[str]:
    """A line for each direction, the steepest first, and what they all say together."""
    found, count = shown.directions, len(shown.directions.bends)
    upper = found.upper if found.missing else count
    first, last = upper, count - upper
    if not whole and count > 2 * ENDS:
        first = min(ENDS, upper)
        last = min(ENDS, count - first)
    places = [*range(first), *range(count - last, count)]
    lines = [_line(found, place, session, out) for place in places]
    between = count + found.missing - first - last
    if between:
        more = "" if whole else "; directions all shows every one"
        if found.missing:
            more = f", {found.missing} of them not worked out"
        lines.insert(first, f"and {between} more between{more}")
    return [*lines, *summary(shown)]


def _line(found: Directions, place: int, session: Session, out: Output) -> str:
    number = place + 1 + (found.missing if place >= found.upper else 0)
    curvature = 0.0 if found.level[place] else float(found.bends[place])
    words = f"{found.words[place]}, {in_words(found, place)}"
    return (
        f"direction {number} {made_of(found, place, session.short, ROOM)}: "
        f"curvature {out.number(curvature)}; {words}"
    )


def in_short(session: Session, out: Output) -> list[str]:
    """The steepest and the flattest direction in a line, where they are known at once.

    By ear it is a line for each.
    """
    here = session.advice.situation
    found = directions(here.descent, here.state, here.ground) if here.finite else None
    if found is None or len(found.bends) < 2:
        return []
    last = len(found.bends) - 1
    end = "flattest" if found.bends[last] >= 0.0 else "downward"
    if out.spell is not None:
        return [
            f"{name} direction {made_of(found, place, session.short, ROOM)}: {found.words[place]}"
            for name, place in (("steepest", 0), (end, last))
        ]
    first, other = (
        f"{made_of(found, place, session.short, ROOM // 2)} {found.words[place]}"
        for place in (0, last)
    )
    return [f"steepest direction {first}, {end} {other}; more: directions"]


def sharpness_lines(shown: Sharpness, out: Output) -> list[str]:
    """The sharpness, its edge and the length of the slope at some passes, and here."""
    values = [curve.first for curve in (shown.sharpness, shown.edge, shown.slope)]
    count, stride = len(values[0]), shown.sharpness.stride
    places = sorted({round(place) for place in np.linspace(0, count - 1, min(count, POINTS))})
    told = [(place * stride, *(float(each[place]) for each in values)) for place in places]
    if told[-1][0] != shown.passes:
        told.append((shown.passes, *shown.here))
    return [
        f"pass {passes}  sharpness {out.number(steep)}  edge {out.number(edge)}  "
        f"slope {out.number(slope)}"
        for passes, steep, edge, slope in told
    ]
