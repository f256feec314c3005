"""Situations in which a learner may stand, and what is true of each.

`situations.json` is made by `python -m tests.population.make`; truth comes from what happens
next: more passes, other rates, other optimizers, other starts, an exact Hessian. Nothing of it is
taken from `tui_descent.analysis`.
"""
