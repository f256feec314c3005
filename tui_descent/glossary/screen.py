"""What is drawn and how numbers are written: views, signs, notation."""

from msgspec.structs import replace

from tui_descent.glossary.term import Term
from tui_descent.views.view import ALL

SEEN = {
    "loss": "A curve that falls steeply and then flattens out is the usual picture.",
    "landscape": "A dark spot with rings around it is a valley.",
    "mountain": "A valley looks like a real one, with ● on its slope.",
    "slice": "Over one weight of a linear unit, the mse draws a parabola.",
    "fit": "A curve through the points is a good fit.",
    "network": "A thick line is a large weight.",
    "rate": "warmup draws a ramp.",
    "working": "x1→h1 − lr · gradient = 2 − 0.01 · (−24) = 2.24.",
    "directions": "Curvature 100 zigzags while curvature 1 creeps.",
    "sharpness": "It often rises until it meets the edge 2/lr.",
}


def _sentence(text: str) -> str:
    first = text[0].upper() if text[0].isascii() else text[0]
    return f"{first}{text[1:]}."


VIEWS = (
    Term(
        "view",
        "What the largest panel shows; {view} goes to the next one.",
        "loss, landscape and network are views.",
        ("views",),
        in_words="One way to look at the descent; here each has a command: "
        f"{', '.join(dict.fromkeys(view.word for view in ALL))}. "
        "Example: look says what lies around.",
    ),
    *(
        Term(view.title, _sentence(view.help[0][1]), SEEN[view.id], (), "view")
        for view in ALL
        if view.id != "rate"
    ),
    Term(
        "plane",
        "The two directions that a map of many parameters shows; all others stay as they are.",
        "plane of pass 100: the map goes through where pass 100 stood.",
        where="map",
        drawn=True,
    ),
    Term(
        "fog",
        "Hides the map, except where the descent has been: it has only the slope to go by, too.",
        "{fog} puts it there and takes it away.",
        ("░",),
        in_words="It hides the ground, because the descent itself has only the slope to go by. "
        "Example: you know the slope where you stand, and the passes that you made.",
    ),
    Term(
        "levels",
        "The heights at which one colour of the map changes to the next.",
        "█ 0.1 █ 0.2 █ 0.5: the loss is between 0.1 and 0.2 in the second colour.",
        ("contour",),
        drawn=True,
    ),
    Term(
        "lesson",
        "One idea about training, with questions to answer and goals to reach.",
        "Lesson 1 is about the forward pass.",
        ("lessons",),
    ),
    Term(
        "goal",
        "What a lesson asks you to reach; it is ticked off as soon as you do.",
        "Get the loss below 0.01 within 20 passes.",
        ("goals",),
        in_words="What a lesson asks you to reach; it counts as soon as you do. "
        "Example: get the loss below 0.01 within 20 passes.",
    ),
)

PICTURED = (
    Term("●", "You are here.", "On the curve of the loss it stands at the last pass."),
    Term(
        "◌",
        "You are here, but the loss here is not the height of this picture.",
        "It lies off the plane that the map shows.",
    ),
    Term("○", "Here the next pass lands.", "● ○ close together: a short step."),
    Term(
        "◇",
        "The lowest place in sight.",
        "◇ lowest here 0 at (0, 0) names the place and its loss.",
    ),
    Term("•", "Here an earlier pass landed.", "• • ● is the way that two passes took."),
    Term("^", "Here you changed something by hand.", "You raised the learning rate at pass 20."),
    Term(
        "┆", "The limit of the learning rate, here.", "┆limit 0.111: it lies at 0.111 on the scale."
    ),
    Term("◦", "Where a ghost ended.", "Two of them: two runs were kept."),
    Term("╌", "A connection with a weight below 0.", "The thicker it is, the larger the weight."),
    Term(
        "━",
        "A connection with a weight above 0.",
        "The thicker it is, the larger the weight.",
        (),
        "drawing",
    ),
    Term(
        "⇑",
        "The steepest way down from here; its slope is the length of the gradient.",
        "steepest slope ⇒ 5: it leads to the right; slopes of 3 and 4 make 5 together.",
        tuple("⇗⇒⇘⇓⇙⇐⇖"),
    ),
    Term("→", "The step that the next pass takes.", "↗: up and to the right.", tuple("↑↗↘↓↙←↖")),
    Term(
        "▲",
        "On a scale of rates: the present one. Beside a number: the last pass raised it.",
        "loss 0.9 ▲: it was lower before.",
    ),
    Term("▼", "The last pass lowered it, or the next one will.", "loss 0.18342 ▼."),
    Term("▸", "The selected row or parameter.", "▸w1: ← and → pick another."),
    Term("✗", "Wrong, or the loss has become too large to be a number.", "versicolor virginica ✗."),
    Term("┊", "The bottom of the valley in this direction.", "┊ •●: just past it and coming back."),
    Term(
        "╵",
        "The limit of one direction: at a larger learning rate each pass lands higher along it.",
        "▲ beyond ╵: that direction climbs.",
    ),
    Term("║", "Limits of several directions, close together.", "One at 0.019 and one at 0.02."),
    Term(
        "◂",
        "Further out than the picture reaches.",
        "◂ at the edge: far to this side.",
        ("▸",),
        "directions",
    ),
    Term(
        "≡",
        "Where lines do not fit, a sign stands for a weight: + ╋ ▓ █ above 0, - = ≡ below.",
        "█ is a large weight above 0, - a small one below.",
        ("╋", "▓", "█", "="),
    ),
    Term("┄", "In a sweep: the loss now.", "A curve below it: those rates gain something."),
)

SIGNS = tuple(replace(term, drawn=True) for term in PICTURED)

NOTATION = (
    Term(
        "1.6e-15",
        "A very small or very large number: e-15 moves the point 15 places to the left.",
        "1.6e-3 = 0.0016, and 1.6e3 = 1600.",
        ("e", "e-15", "scientific notation", "exponent"),
    ),
    Term("~0", "So small that it may be 0.", "A direction whose curvature is ~0 is level."),
    Term(
        "×",
        "Times; in ×0.86 a pass it says what one pass makes of the loss, in the long run.",
        "×0.86 a pass turns 0.5 into 0.86 · 0.5 = 0.43.",
        ("×0.86 a pass", "a pass"),
    ),
    Term("finite", "Any number that can be written: neither inf nor nan.", "1e300 is finite."),
    Term("inf", "Larger than any number the computer can write.", "A loss above 1.8e308."),
    Term("nan", "Not a number: a result that makes no sense.", "inf − inf."),
    Term("∂", "A little change: ∂L/∂w is the slope of the loss along w.", "∂L/∂w = −24.", ("d",)),
    Term("Σ", "The sum of all.", "Σ of 2, 3 and 4 is 2 + 3 + 4 = 9.", ("sigma", "sum")),
    Term("π", "The number 3.14159…, half of the way around a circle.", "sin(π) is 0.", ("pi",)),
    Term("√", "The square root.", "√9 = 3.", ("sqrt",)),
    Term("²", "Squared: times itself.", "3² = 9.", ("squared", "^2")),
    Term("′", "In the working: the same letter, corrected or one pass on.", "m′ = m / (1 − β₁ᵗ)."),
    Term("t", "How many passes an optimizer has made.", "At t = 3 adam divides m by 1 − β₁³."),
    Term("…", "More, for which there is no room.", "x1, x2, … x64."),
    Term(
        "log",
        "On a logarithmic scale: equal distances multiply by the same number.",
        "0.01, 0.1 and 1 are equally far apart.",
        ("logarithmic",),
    ),
    Term(
        "logarithm",
        "How many tens must be multiplied to give a number; ln uses 2.718 instead of 10.",
        "The logarithm of 1000 is 3, because 10 · 10 · 10 = 1000.",
        ("ln",),
    ),
)
