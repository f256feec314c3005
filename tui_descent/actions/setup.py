"""Another network on the same data: activations, batch size, scaling, initial weights."""

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, exactly, network, number, one_of
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.session.another import restart_varied
from tui_descent.session.session import Session


def activation(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "activation relu, activation relu 2 (a layer), activation relu all"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"that is written: {usage}")
    layers = len(network(session).network.activations)
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
        raise CommandError(f"{word!r} is no batch size here; write 1 to {samples}, or full")
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
        raise CommandError(f"that is written: {usage}")
    network(session)
    name = one_of(words[0], list(INITIALIZATIONS))
    scale = number(words[1], "0.1") if len(words) == 2 else 1.0
    dropped = restart_varied(session, init=name, init_scale=scale)
    return _varied(session, f"initial weights: {name} × {scale:g}", dropped)


def _varied(session: Session, what: str, dropped: int) -> str:
    ghosts = {0: "", 1: "; the ghost of the problem as it was is gone"}.get(
        dropped, f"; the {dropped} ghosts of the problem as it was are gone"
    )
    return f"{what}, from pass 0 on; the loss is {session.loss:.6g}{ghosts}"


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
        keys=(
            Key(
                "setup",
                "a",
                "choose activations, batch size, scaling of the inputs, initial weights",
                "setup",
                words="activation, batch, standardize or init",
                call="dialog('setup')",
            ),
        ),
        moves=True,
    ),
)
