"""The arithmetic of learning, in numpy and nothing else.

Two pure functions over one flat float64 vector of parameters θ carry everything: an
objective turns θ into a loss and its gradient, an optimizer turns a gradient into a step.
Read in this order: `activations`, `losses`, `network`, `objective` (the forward and the
backward pass), `optimizers`, `descent` (one pass), `history` (all of them). What they mean is
worked out in `analysis`.
"""
