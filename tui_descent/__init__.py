"""See gradient descent: a small network's training, one pass at a time."""

__version__ = "0.1.0"
