"""A small lesson to spoil: what the tests of loading and checking change one thing of."""

from pathlib import Path

from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.loading import load_lesson_file

GOOD = """
format = 1
title  = "One pass"
idea   = "A step is learning rate times slope."
text = ["Press `space`.", "And look."]
explain = ["The step was 0.24."]
hints = ["one", "two", "three"]
solution = ["step 2"]
essential = ["step 2"]
preset = "one-weight"

[start]
learning_rate = 0.01

[[predict]]
question = "Where to?"

[[predict.answer]]
text = "up"
right = true
explain = "Yes."

[[predict.answer]]
text = "down"
explain = "No: up."

[[predict.answer]]
text = "nowhere"
explain = "No: up, too."

[[goal]]
text = "Make two passes"
passes = { at_least = 2 }

[[expect]]
claim = "a step of 0.24 leads to 2.24"
commands = ["step"]
parameter = { of = "w1", equals = 2.24, within = 1e-9 }

[[in_words]]
keys = "Press `space`."
words = "Make a pass: `step`."

[[source]]
text = "A book"
"""

CASES = """
causes = ["too small", "too large"]

[[case]]
name = "creeping"
preset = "one-weight"
start = { learning_rate = 0.0001 }
cause = "too small"
explain = "It creeps."
cure = { loss = { below = 0.01 } }
solution = ["rate 0.05", "step 10"]
"""


def with_cases() -> str:
    """A lesson that is one case."""
    text = GOOD.replace('solution = ["step 2"]\nessential = ["step 2"]\npreset = "one-weight"', "")
    top, table = CASES.split("[[case]]")
    text = text.replace("passes = { at_least = 2 }", "cases_solved = { at_least = 1 }")
    return text.replace("[start]", f"{top}\n[start]") + f"\n[[case]]{table}"


def lesson(folder: Path, text: str = GOOD) -> Lesson:
    """Load the lesson from a file of its own."""
    path = folder / "spoiled.toml"
    path.write_text(text, "utf-8")
    return load_lesson_file(path)
