"""What lessons may name of the screen: panels, keys and views, by the ids they have there.

A lesson says what to hide or to open with; the screen makes it so. A test holds these lists
against the screen's own registries.
"""

PANELS = (
    "gradients",
    "steps",
    "parameters",
    "arithmetic",
    "loss",
    "working",
    "gauge",
    "verdict",
    "landscape",
    "slice",
    "fit",
    "network",
)
KEYS = (
    "epoch",
    "hundred",
    "back",
    "play",
    "rate-up",
    "rate-down",
    "rate-times",
    "rate-divide",
    "rate-type",
    "edit",
    "nudge-up",
    "nudge-down",
    "new",
    "sweep",
    "fork",
    "optimizer",
    "setup",
    "check",
    "view",
    "fog",
    "pass",
    "phase",
)
VIEWS = ("parameters", "arithmetic", "loss", "working", "landscape", "slice", "fit", "network")
