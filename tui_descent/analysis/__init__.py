"""What a descent means: numpy on top of the engine, and nothing else.

The engine makes the passes; here they are interpreted. `curvature` (how the slope changes),
`limits` (how long a step may be), `probe` and `gauge` (what the next pass would do at each
rate), `verdict` (how it is going, in a word), `health` (units that cannot learn), `sweep` (many
rates at once), `plane` (the loss along lines and planes), `gradient_check`.
"""
