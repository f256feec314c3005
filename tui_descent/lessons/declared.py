"""What lessons may name of the screen: panels and views, by the ids they have there.

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
VIEWS = ("parameters", "arithmetic", "loss", "working", "landscape", "slice", "fit", "network")
