"""The learning rate of a script: a number, or a function of the passes made."""

from collections.abc import Callable
from typing import Any

from tui_descent.engine.descent import Plan
from tui_descent.export.departure import Departure

ONE_CYCLE = """\
low, top, end = {peak} / 25.0, 0.3 * {passes} - 1.0, {passes} - 1.0
if passes <= top:
    start, stop, part = low, {peak}, passes / top if top else 1.0
else:
    start, stop, part = {peak}, low / 1e4, (min(passes, end) - top) / (end - top)
rate = stop + (start - stop) / 2.0 * (1.0 + math.cos(math.pi * part))"""

Lines = Callable[[Any, float], str]
RULES: dict[str, Lines] = {
    "constant": lambda rule, peak: f"rate = {peak!r}",
    "warmup": lambda rule, peak: f"rate = {peak!r}",
    "step": lambda rule, peak: f"rate = {peak!r} * {rule.gamma!r} ** (passes // {int(rule.every)})",
    "exponential": lambda rule, peak: f"rate = {peak!r} * {rule.gamma!r}**passes",
    "inverse_time": lambda rule, peak: f"rate = {peak!r} / (1.0 + {rule.decay!r} * passes)",
    "cosine": lambda rule, peak: (
        f"way = 0.5 * (1.0 + math.cos(math.pi * min(passes, {rule.passes!r}) / {rule.passes!r}))\n"
        f"rate = {rule.to!r} + ({peak!r} - {rule.to!r}) * way"
    ),
    "one_cycle": lambda rule, peak: ONE_CYCLE.format(peak=repr(peak), passes=repr(rule.passes)),
}


def learning_rate(departure: Departure) -> tuple[str, str]:
    """Return the function that says the rate, empty where it stays the same, and its call."""
    plan, state = departure.preset.plan, departure.state
    if plan is not None and state.learning_rate != plan.rate(state.passes):
        plan = None  # a hand has changed it
    later = sorted(one for one in departure.rates.items() if one[0] > state.passes)
    first = _of_plan(plan) if plan else f"return {state.learning_rate!r}"
    if plan is None and not later:
        return "", repr(state.learning_rate)
    changes = []
    for passes, rate in reversed(later):
        follows = departure.preset.plan is not None and rate == departure.preset.plan.rate(passes)
        body = _of_plan(departure.preset.plan) if follows else f"return {rate!r}"
        changes.append(f"if passes >= {passes}:\n{_indented(body)}")
    says = f'"""Return the learning rate of the next pass after this many{_name(plan)}."""'
    return f"def learning_rate(passes):\n{_indented(chr(10).join([says, *changes, first]))}", (
        "learning_rate(passes)"
    )


def varies(call: str) -> bool:
    """Whether a rate, as `learning_rate` returns it, is a call and no number."""
    return call.endswith(")")


def _name(plan: Plan | None) -> str:
    return f", by the schedule {plan.schedule.name}" if plan else ""


def _of_plan(plan: Plan | None) -> str:
    assert plan is not None
    rule: Any = plan.schedule
    lines = RULES[rule.name](rule, plan.peak)
    warmup = rule.passes if rule.name == "warmup" else getattr(rule, "warmup", 0.0)
    if warmup:
        return (
            f"{lines}\nreturn rate * ((passes + 1) / {warmup!r}) if passes < {warmup!r} else rate"
        )
    return f"{lines}\nreturn rate"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
