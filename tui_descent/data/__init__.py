"""What there is to descend on, made from a few numbers and a seed: numpy and nothing else.

`generators` (points to learn from), `initialization` (weights to begin with), `surfaces`
(losses that are formulas).
"""
