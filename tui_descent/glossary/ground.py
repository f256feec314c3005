"""Words about slopes, curvature and the ground that a descent walks on."""

from tui_descent.glossary.term import Term

SLOPES = (
    Term(
        "slope",
        "How steeply the loss changes with one parameter, right here.",
        "Slope −24: raising the weight by 0.01 changes the loss by about −24 · 0.01 = −0.24.",
        ("slopes", "derivative"),
    ),
    Term(
        "gradient",
        "The slopes along all parameters together; it points the steepest way up.",
        "Slopes 9 and −2 are the gradient (9, −2).",
        ("grad", "gradients", "g", "∂L/∂w", "∂L"),
    ),
    Term(
        "‖g‖",
        "The length of the gradient: how steep it is in the steepest direction.",
        "The gradient (3, 4) has the length √(3² + 4²) = 5.",
        ("|g|", "length of the gradient", "length"),
    ),
    Term(
        "δ",
        "A unit's share of the blame: how the loss changes with the unit's weighted sum.",
        "A weight's slope is δ of its unit times the input: −8 · 2 = −16.",
        ("delta", "blame", "error signal", "error signals", "signal", "signals"),
    ),
    Term(
        "chain rule",
        "Slopes one after the other are multiplied; that is how backward gets from layer to layer.",
        "If y grows 2 times as fast as x, and z 3 times as fast as y, z grows 2 · 3 = 6 times "
        "as fast as x.",
    ),
    Term(
        "gradient check",
        "A test of the computed slope: nudge a weight a little up and down, compare the losses.",
        "Loss 1.02 above and 0.98 below, 0.2 apart: the slope is (1.02 − 0.98) / 0.2 = 0.2.",
        ("check", "difference", "h"),
    ),
    Term(
        "relative error",
        "How far two numbers are apart, divided by their size.",
        "1.01 and 1 have a relative error of about 0.01.",
    ),
    Term(
        "penalty",
        "Something added to the loss that grows with the weights, so that training keeps them "
        "small.",
        "With an l2 of 0.1, a weight of 2 costs 0.1 / 2 · 2² = 0.2.",
        ("regularisation", "regularization"),
    ),
    Term(
        "l2",
        "A penalty of l2/2 times the sum of the squared weights; it shrinks large weights most.",
        "With l2 0.1 it adds 0.1 · 3 = 0.3 to the slope of a weight of 3.",
    ),
    Term(
        "l1",
        "A penalty of l1 times the sum of the weights' sizes; it draws small weights all the way "
        "to 0.",
        "With l1 0.1 it adds 0.1 to the slope of every weight above 0.",
    ),
    Term(
        "clip",
        "To shorten a gradient that is longer than the clip norm, so that no step is too long.",
        "With a clip norm of 1 the gradient (3, 4) becomes (0.6, 0.8).",
        ("clipped", "clip norm", "clip_norm", "c"),
    ),
)

GROUND = (
    Term(
        "surface",
        "A loss given by a formula, without a network: a height over one or two numbers.",
        "x**2 + y**2 is a round bowl.",
        ("formula", "height"),
    ),
    Term(
        "valley",
        "A part of the ground that curves up to both sides of a lowest line.",
        "The loss x² has a valley with its bottom at x = 0.",
        ("bottom", "bowl"),
    ),
    Term(
        "ravine",
        "A long, narrow valley: steep across, nearly flat along.",
        "0.1·x² + 2·y² is 20 times as steep across as along.",
    ),
    Term(
        "curvature",
        "How fast the slope changes as you move.",
        "If a step of 0.1 takes the slope from 4 to 2, the curvature is (4 − 2) / 0.1 = 20.",
        ("curves", "curves up", "curves down", "bends"),
    ),
    Term(
        "Hessian",
        "The table of all curvatures: how the slope along each parameter changes with each "
        "parameter.",
        "For 17 parameters it has 17 · 17 = 289 numbers.",
    ),
    Term(
        "λ",
        "The curvature along one direction (in math: an eigenvalue of the Hessian).",
        "x² has λ = 2, everywhere.",
        ("lambda", "eigenvalue"),
    ),
    Term(
        "λmax",
        "The largest curvature in any direction; with sgd the limit of the learning rate is "
        "2/λmax.",
        "With λmax = 18 the limit is 2 / 18 = 0.111.",
        ("lambda max", "sharpness"),
    ),
    Term(
        "λmin",
        "The smallest curvature in any direction; below 0 the ground curves down that way.",
        "At the saddle of x² − y² it is −2.",
        ("lambda min",),
    ),
    Term(
        "condition number",
        "The largest curvature divided by the smallest; the larger it is, the less one learning "
        "rate suits all directions.",
        "Curvatures 4 and 0.2 give 4 / 0.2 = 20.",
        ("condition", "ill-conditioned"),
    ),
    Term(
        "direction",
        "A mixture of parameters that change together.",
        "To raise w1 by 3 for every 4 that w2 falls is one direction.",
        ("directions", "made of"),
    ),
    Term(
        "level",
        "The loss does not curve this way, so there is no bottom.",
        "A weight that no sample uses is such a direction.",
        where="directions",
    ),
    Term(
        "edge of stability",
        "Where the largest curvature just meets the limit, so that the loss hovers without "
        "blowing up.",
        "With lr 0.1 under sgd the edge is at λmax = 2 / 0.1 = 20.",
        ("edge",),
    ),
    Term(
        "minimum",
        "A place from which every small step leads up.",
        "x² has its minimum at x = 0.",
        ("minima", "global minimum", "lowest"),
    ),
    Term(
        "local minimum",
        "A lowest place of its neighbourhood; another valley may lie deeper.",
        "Of two valleys with bottoms at 0.9 and 0.07, the first is only a local minimum.",
    ),
    Term(
        "saddle",
        "A place with no slope that curves up one way and down another, like a mountain pass.",
        "x² − y² has one at (0, 0): up along x, down along y.",
    ),
    Term(
        "plateau",
        "Flat ground high up, where the loss hardly falls.",
        "Saturated units make plateaus: slope 1e-9, and a loss that is still high.",
    ),
    Term(
        "flat",
        "With next to no slope.",
        "The top of a hill, a saddle and a bottom are all flat.",
    ),
    Term(
        "convex",
        "Curved up everywhere, with a single valley.",
        "x² is convex, x² − y² is not.",
    ),
    Term(
        "parabola",
        "The curve of x²: its curvature is the same everywhere.",
        "The loss of a single linear weight under mse is a parabola.",
    ),
    Term(
        "axis",
        "The line beside or below a picture that says which numbers belong to its places.",
        "On a log axis 1, 10 and 100 are equally far apart.",
        ("axes",),
        in_words="A scale on which numbers have their places. "
        "Example: on a log axis 1, 10 and 100 are equally far apart.",
    ),
)
