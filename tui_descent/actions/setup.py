"""Another network, other data, another way down: all of them start again at pass 0."""

from typing import Any

from msgspec.structs import replace

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, exactly, network, number, one_of
from tui_descent.data.generators import GENERATORS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS, FLAT, IN_ITS_PLACE, WHY_FLAT
from tui_descent.engine.losses import LOSSES
from tui_descent.session.another import restart_varied
from tui_descent.session.session import Session

MOST_UNITS = 1000


def activation(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "activation relu, activation relu 2 (a layer), activation relu all"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"write it like this: {usage}")
    layers = len(network(session).network.activations)
    if words[0].casefold() in FLAT:
        raise CommandError(f"{words[0]}: {WHY_FLAT}; {IN_ITS_PLACE}")
    name = one_of(words[0], list(ACTIVATIONS))
    if len(words) == 1:
        if layers == 1:
            raise CommandError("there is no hidden layer; activation NAME 1 changes the outputs")
        dropped = restart_varied(session, activation=name)
        return _varied(session, f"{name} in every hidden layer", dropped)
    if words[1] == "all":
        dropped = restart_varied(session, activation=name, everywhere=True)
        return _varied(session, f"{name} in every layer", dropped)
    if not words[1].isdecimal() or not 1 <= int(words[1]) <= layers:
        raise CommandError(f"there is no layer {words[1]!r}; write 1 to {layers}, or all")
    dropped = restart_varied(session, activation=name, layer=int(words[1]))
    return _varied(session, f"{name} in layer {words[1]}", dropped)


def batch(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "batch 5 or batch full")
    samples = network(session).data.samples
    if word == "full":
        return _varied(
            session, "all samples in every pass", restart_varied(session, full_batch=True)
        )
    if not word.isdecimal() or not 1 <= int(word) <= samples:
        raise CommandError(f"{word!r} is not a batch size here; write 1 to {samples}, or full")
    size = int(word)
    if size == samples:
        return _varied(
            session, "all samples in every pass", restart_varied(session, full_batch=True)
        )
    dropped = restart_varied(session, batch_size=size)
    samples_in = "1 sample" if size == 1 else f"{size} samples"
    return _varied(session, f"{samples_in} in every pass", dropped)


def standardize(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "standardize on or standardize off")
    network(session)
    on = one_of(word, ("on", "off")) == "on"
    does = "inputs with mean 0 and standard deviation 1" if on else "the inputs as they are"
    return _varied(session, does, restart_varied(session, standardize=on))


def init(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "init glorot_uniform, or with a factor: init normal 0.1"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"write it like this: {usage}")
    network(session)
    name = one_of(words[0], list(INITIALIZATIONS))
    scale = number(words[1], "0.1") if len(words) == 2 else 1.0
    dropped = restart_varied(session, init=name, init_scale=scale)
    return _varied(session, f"initial weights: {name} × {scale:g}", dropped)


def hidden(session: Session, words: Words, _: Teacher | None) -> str:
    network(session)
    usage = "hidden 8 8, or hidden none"
    parts = " ".join(words).replace(",", " ").split()
    if parts == ["none"]:
        parts = []
    elif not parts or not all(part.isdecimal() and 0 < int(part) <= MOST_UNITS for part in parts):
        raise CommandError(
            f"write it like this: {usage}, with 1 to {MOST_UNITS} units in each layer"
        )
    units = tuple(map(int, parts))
    told = f"hidden layers of {', '.join(parts)} units" if parts else "no hidden layer"
    return _varied(session, told, restart_varied(session, hidden=units))


def loss(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "loss mse")
    network(session)
    dropped = restart_varied(session, loss=one_of(word, list(LOSSES)))
    last = network(session).network.activations[-1].name
    return _varied(session, f"the loss is {word}, after {last}", dropped)


def data(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "data spiral, or data circle points=100 noise=0.1 seed=3 held-out=20"
    network(session)
    names = {"points": "samples", "seed": "data_seed", "held-out": "held_out", "noise": "noise"}
    options: dict[str, Any] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals and word == words[0]:
            options["data"] = one_of(word, list(GENERATORS))
        elif equals and key in names:
            given = number(value, f"{key}=20")
            if key != "noise" and (given != int(given) or given < 0):
                raise CommandError(f"{key} is a whole number, 0 or more")
            options[names[key]] = given if key == "noise" else int(given)
        else:
            raise CommandError(f"{word!r} means nothing here; write: {usage}")
    if not options:
        raise CommandError(f"write it like this: {usage}")
    dropped = restart_varied(session, **options)
    points = network(session).data.samples
    held_out = network(session).held_out
    aside = "" if held_out is None else f", {held_out.samples} held out"
    return _varied(session, f"{points} points{aside}", dropped)


def point(session: Session, words: Words, _: Teacher | None) -> str:
    from tui_descent.session.points import NO_HAND, points_of

    points = points_of(session)
    if points is None:
        raise CommandError(NO_HAND)
    usage = "point 0.5 -0.2 1 (a class)" if points.classes else "point 0.5 2 (a target)"
    alone = list(words[:1]) == ["alone"]
    given = words[1:] if alone else words
    if len(given) != 2 + bool(points.classes):
        raise CommandError(f"write it like this: {usage}; point alone … leaves no other")
    place = number(given[0], "0.5"), number(given[1], "2")
    kind = points.classes.index(one_of(given[2], points.classes)) if points.classes else 0
    if alone:
        points = replace(points, places=(), kinds=())
    dropped = restart_varied(session, points=points.put(place, kind).table(session.preset))
    count = network(session).data.samples
    return _varied(session, "1 point" if count == 1 else f"{count} points", dropped)


def features(session: Session, words: Words, _: Teacher | None) -> str:
    network(session)
    chosen = tuple(" ".join(words).replace(",", " ").split())
    if not chosen:
        raise CommandError(
            "write it like this: features x1 x2 x1^2 x1*x2 sin(x1), or features none"
        )
    chosen = () if chosen == ("none",) else chosen
    told = f"the network sees {', '.join(chosen)}" if chosen else "the network sees the inputs"
    return _varied(session, told, restart_varied(session, features=chosen))


def formula(session: Session, words: Words, _: Teacher | None) -> str:
    if not words:
        raise CommandError("write it like this: formula x**4 - 3*x**3 + 2, or of x and y")
    text = " ".join(words)
    return _varied(session, f"the height is {text}", restart_varied(session, formula=text))


def penalty(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "penalty l2 0.01, penalty l1 0.01, or penalty none"
    if list(words) == ["none"]:
        return _varied(session, "no penalty", restart_varied(session, l1=0.0, l2=0.0))
    kind, value = exactly(words, 2, usage)
    size = number(value, "0.01")
    if one_of(kind, ("l1", "l2")) == "l1":
        dropped, what = restart_varied(session, l1=size), f"{size:g} · Σ|w|"
    else:
        dropped, what = restart_varied(session, l2=size), f"{size:g}/2 · Σw²"
    return _varied(session, f"the loss gets {what}", dropped)


def clip(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "clip 1, or clip none")
    if word == "none":
        return _varied(session, "gradients as they are", restart_varied(session, clip_norm=0.0))
    length = number(word, "1")
    dropped = restart_varied(session, clip_norm=length)
    return _varied(session, f"gradients longer than {length:g} are shortened to that", dropped)


def schedule(session: Session, words: Words, _: Teacher | None) -> str:
    if not words:
        return _coming_rates(session)
    text = " ".join(words)
    dropped = restart_varied(session, schedule=text)
    plan = session.preset.plan
    told = "the same learning rate throughout" if plan is None else f"learning rate: {text}"
    return _varied(session, told, dropped)


def _coming_rates(session: Session) -> str:
    """The learning rates of the passes to come, a few of them."""
    plan, here = session.walk.descent.plan, session.state.passes
    usage = "schedule cosine passes=50 to=0.01 sets one"
    if plan is None:
        return f"the learning rate is the same throughout; {usage}"
    if not session.walk.follows_plan:
        return f"since you set the learning rate by hand, it follows no schedule; {usage}"
    told = (
        f"pass {here + 1 + k}: {plan.rate(here + k):.6g}" for k in (0, 1, 2, 5, 10, 20, 50, 100)
    )
    return f"learning rate of {', '.join(told)}"


def _varied(session: Session, what: str, dropped: int) -> str:
    others = {0: "", 1: "; the other run of the problem as it was is gone"}.get(
        dropped, f"; the {dropped} other runs of the problem as it was are gone"
    )
    return f"{what}, from pass 0 on; the loss is {session.loss:.6g}{others}"


ACTIONS = (
    Action(
        "activation",
        "NAME [LAYER|all]",
        "choose the activation of the hidden layers, of one layer or of all; starts again",
        activation,
        "activation relu; activation tanh 2 changes the second layer alone.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "batch",
        "SIZE|full",
        "choose the batch size; starts again",
        batch,
        "batch 5 uses five samples in a pass, batch full all of them.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "standardize",
        "on|off",
        "scale the inputs; starts again",
        standardize,
        "standardize on gives each input mean 0 and standard deviation 1.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "init",
        "NAME [SCALE]",
        "choose the initial weights; starts again",
        init,
        "init normal 0.1; init zeros.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "hidden",
        "UNITS…|none",
        "choose the hidden layers; starts again",
        hidden,
        "hidden 8 8 makes two of eight units; weights that still fit stay.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "loss",
        "NAME",
        "choose the loss; starts again",
        loss,
        "loss bce takes a sigmoid for the output, too, because it needs one.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "data",
        "[NAME] [KEY=VALUE…]",
        "choose other points; starts again",
        data,
        "data spiral points=100 noise=0.1 seed=3 held-out=20.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "point",
        "[alone] X Y CLASS | X TARGET",
        "put a point by hand; starts again",
        point,
        "point 0.5 -0.2 1 puts one of class 1; point alone 0.5 2 takes all others away.",
        through="points",
        moves=True,
        loses=True,
    ),
    Action(
        "features",
        "NAMES…|none",
        "choose what the network sees of its inputs; starts again",
        features,
        "features x1 x2 x1^2 x2^2 x1*x2 sin(x1).",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "formula",
        "TEXT",
        "choose the height of a surface; starts again",
        formula,
        "formula x**4 - 3*x**3 + 2; in x, or in x and y, with sin cos tan exp log sqrt abs tanh.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "penalty",
        "l1|l2 SIZE",
        "make large weights cost something; starts again",
        penalty,
        "penalty l2 0.01 adds 0.01/2 times the squares of all weights to the loss.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "clip",
        "LENGTH|none",
        "shorten long gradients; starts again",
        clip,
        "clip 1 shortens gradients that are longer than 1.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        "schedule",
        "[NAME KEY=VALUE…|none]",
        "let the learning rate change by a rule, and start again; alone: the rates to come",
        schedule,
        "schedule cosine passes=50 to=0.01; step, exponential, inverse_time, warmup, one_cycle.",
        through="setup",
        moves=True,
        loses=True,
    ),
    Action(
        keys=(
            Key(
                "setup",
                "a",
                "build: layers, units, loss, data, features, penalty, schedule, weights, a formula",
                "setup",
                words="hidden, activation, loss, data, features, batch, penalty, schedule, init "
                "or formula",
                call="dialog('setup')",
            ),
            Key(
                "points",
                "D",
                "draw points: put them on the fit by hand, move them, take them away",
                call="dialog('points')",
                words="point",
            ),
        ),
        moves=True,
    ),
)
