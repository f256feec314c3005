"""The two themes: one accent, blue for plus and orange for minus.

The colours are Okabe and Ito's, safe for the colour-blind, chosen with their nearest of
the 256 that a terminal has over SSH; what they say is also said by a sign or a word.
"""

from textual.theme import Theme

DARK = Theme(
    name="descent-dark",
    primary="#56b4e9",
    secondary="#8a8a8a",
    accent="#f0e442",
    success="#56b4e9",
    warning="#e69f00",
    error="#d55e00",
    foreground="#d0d0d0",
    background="#121212",
    surface="#121212",
    panel="#303030",
    dark=True,
)

LIGHT = Theme(
    name="descent-light",
    primary="#0072b2",
    secondary="#6c6c6c",
    accent="#a05a00",
    success="#0072b2",
    warning="#b35900",
    error="#af3a00",
    foreground="#262626",
    background="#ffffff",
    surface="#ffffff",
    panel="#d0d0d0",
    dark=False,
)
