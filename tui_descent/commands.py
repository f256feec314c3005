"""Commands in words: all that a learner can do, as lines of text.

One registry for whoever is not at the keys: lessons (their solutions and claims), the plain
mode, tests. Running a command makes the same calls to the Session that the keys make and
returns a sentence about what happened; a mistake is one sentence with its remedy. Most
commands also know by which keys of the training screen they are done.
"""

import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.formulas import DESCRIPTIONS, settings, with_setting
from tui_descent.engine.initialization import INITIALIZATIONS
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer
from tui_descent.presets import PresetError
from tui_descent.presets.preset import NetworkProblem
from tui_descent.session import Session

Words = Sequence[str]
MOST_PASSES = 1_000_000  # in one command


class CommandError(Exception):
    """What is wrong with a command and what would be right, as one sentence."""


class Teacher(Protocol):
    """Who answers the commands that only a lesson has."""

    def guess(self, value: float) -> str:
        """Take a value that the learner expects to see."""

    def answer(self, number: int) -> str:
        """Take the answer to the question that is asked, the first one being 1."""

    def hint(self) -> str:
        """Give one more hint."""

    def goals(self) -> str:
        """Say what is to be reached."""

    def cause(self, name: str) -> str:
        """Take the cause that the learner names for the present case."""

    def case(self, number: int | None) -> str:
        """Go to another case, or to the next one."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done in words.

    arguments  how it is written: `NAME VALUE`
    help       what it does, as a sentence part
    run        does it and says what happened
    keys       Textual's names of the keys that do the same; None where there are none
    """

    name: str
    arguments: str
    help: str
    run: Callable[[Session, Words, "Teacher | None"], str]
    keys: Callable[[Session, Words], list[str]] | None = None

    @property
    def usage(self) -> str:
        """Name and arguments, as one writes them."""
        return f"{self.name} {self.arguments}".strip()


def run(session: Session, line: str, teacher: Teacher | None = None) -> str:
    """Do what the line says and return a sentence; raises CommandError."""
    command, words = parse(line)
    try:
        return command.run(session, words, teacher)
    except PresetError as error:
        raise CommandError(str(error)) from None


def keys(session: Session, line: str) -> list[str]:
    """Return Textual's names of the keys that do what the line says; raises CommandError."""
    command, words = parse(line)
    if command.keys is None:
        raise CommandError(f"{command.name} has no keys on the training screen")
    return command.keys(session, words)


def parse(line: str) -> tuple[Command, list[str]]:
    """Split a line into its command and arguments; raises CommandError."""
    words = line.split()
    if not words:
        raise CommandError("an empty line; write a command, for example: step")
    name = words[0].casefold()
    if name not in COMMANDS:
        close = difflib.get_close_matches(name, COMMANDS, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"there are: {', '.join(COMMANDS)}"
        raise CommandError(f"{words[0]!r} is no command; {remedy}")
    return COMMANDS[name], words[1:]


# what is read from the arguments


def parameter(session: Session, name: str) -> int:
    """Return the index of a parameter: W1[x1→h2], W1[x1->h2], x1->h2, w1 or b1."""
    wanted = name.replace("->", "→")
    names: dict[str, int] = {}
    for index, (label, short) in enumerate(zip(session.labels, session.short, strict=True)):
        inside = label[label.index("[") + 1 : -1]
        first = short.split()[0]
        for known in (label, f"b→{inside}" if label.startswith("b") else inside, first):
            if known != "b":
                names.setdefault(known, index)
        array = label[: label.index("[")]
        if sum(other.startswith(f"{array}[") for other in session.labels) == 1:
            names.setdefault(array, index)
        if label.startswith("b") and sum(one.startswith("b") for one in session.labels) == 1:
            names.setdefault("b", index)
    if wanted in names:
        return names[wanted]
    folded = {known.casefold(): index for known, index in names.items()}
    if len(folded) == len(names) and wanted.casefold() in folded:
        return folded[wanted.casefold()]
    known_names = ", ".join(
        [*session.labels[:4], "…"] if len(session.labels) > 4 else session.labels
    )
    raise CommandError(f"there is no parameter {name!r}; there are: {known_names}")


def number(word: str, example: str) -> float:
    """Return a finite number."""
    try:
        value = float(word.replace("−", "-").replace(",", "."))
    except ValueError:
        raise CommandError(f"{word!r} is not a number; write one like {example}") from None
    if not math.isfinite(value):
        raise CommandError(f"{word} is not a finite number; write one like {example}")
    return value


def _count(words: Words, usage: str) -> int:
    """The one argument, a number of passes; without it 1."""
    if not words:
        return 1
    if len(words) > 1 or not words[0].isdecimal() or len(words[0]) > 9:
        raise CommandError(f"{' '.join(words)!r} is no number of passes; write: {usage}")
    return min(int(words[0]), MOST_PASSES)


def _exactly(words: Words, count: int, usage: str) -> Words:
    if len(words) != count:
        raise CommandError(f"that is written: {usage}")
    return words


def _one_of(word: str, choices: Sequence[str]) -> str:
    if word not in choices:
        close = difflib.get_close_matches(word, choices, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"choose one of: {', '.join(choices)}"
        raise CommandError(f"{word!r} is not known; {remedy}")
    return word


def _network(session: Session) -> NetworkProblem:
    problem = session.preset.problem
    if not isinstance(problem, NetworkProblem):
        raise CommandError("this is a surface; only networks have points, units and activations")
    return problem


def _no_words(session: Session, words: Words) -> None:
    if words:
        raise CommandError(f"{' '.join(words)!r} is too much; this command stands alone")


# passes


def _step(session: Session, words: Words, _: Teacher | None) -> str:
    return _go_on(session, _count(words, "step 3"))


def _epoch(session: Session, words: Words, _: Teacher | None) -> str:
    made = ""
    for _epoch_number in range(_count(words, "epoch 2")):
        made = _go_on(session, session.passes_left_in_epoch)
    return made


def _go_on(session: Session, passes: int) -> str:
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    session.step(passes)
    return where(session)


def where(session: Session) -> str:
    """Pass, loss and verdict in a sentence."""
    return f"pass {session.state.passes}, loss {session.loss:.6g}; {session.verdict()}"


def _back(session: Session, words: Words, _: Teacher | None) -> str:
    if session.state.passes == 0:
        return "this is pass 0, where the descent starts"
    session.back(_count(words, "back 3"))
    return where(session)


# learning rate and optimizer


def _rate(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = _exactly(words, 1, "rate 0.1, rate up or rate down")
    if word == "up":
        session.raise_learning_rate()
    elif word == "down":
        session.lower_learning_rate()
    else:
        session.set_learning_rate(number(word, "0.1"))
    return f"the learning rate is {session.state.learning_rate:g}"


def _optimizer(session: Session, words: Words, _: Teacher | None) -> str:
    chosen = _chosen(session, words)
    if chosen == session.state.optimizer:
        return f"{chosen.name} was in use already: nothing changed"
    session.set_optimizer(chosen)
    return f"{chosen.name} from here on: same weights, {DESCRIPTIONS[chosen.name].start}"


def _chosen(session: Session, words: Words) -> Optimizer:
    usage = "optimizer momentum momentum=0.5"
    if not words:
        raise CommandError(f"which one? {usage}, or: {', '.join(OPTIMIZERS)}")
    name = _one_of(words[0], list(OPTIMIZERS))
    used = session.state.optimizer
    chosen = used if used.name == name else OPTIMIZERS[name]()
    for word in words[1:]:
        setting, equals, value = word.partition("=")
        if not equals or setting not in settings(chosen):
            has = ", ".join(settings(chosen)) or "none"
            raise CommandError(f"{word!r} is no setting of {name}; its settings: {has}")
        try:
            chosen = with_setting(chosen, setting, number(value, f"{setting}=0.5"))
        except ValueError as error:
            raise CommandError(str(error)) from None
    return chosen


# parameters


def _select(session: Session, words: Words, _: Teacher | None) -> str:
    (name,) = _exactly(words, 1, "select W1[x1->h2]")
    index = parameter(session, name)
    session.select_index(index)
    return f"{session.labels[index]} is selected: {session.state.theta[index]:.6g}"


def _set(session: Session, words: Words, _: Teacher | None) -> str:
    name, value = _exactly(words, 2, "set W1[x1->h2] 0.5")
    index, wanted = parameter(session, name), number(value, "0.5")
    session.select_index(index)
    session.set_parameter(wanted)
    return _moved(session)


def _nudge(session: Session, words: Words, _: Teacher | None) -> str:
    name, direction = _exactly(words, 2, "nudge w1 up")
    index = parameter(session, name)
    upwards = _one_of(direction, ("up", "down")) == "up"
    session.select_index(index)
    session.nudge(1 if upwards else -1)
    return _moved(session)


def _moved(session: Session) -> str:
    at = session.selected
    value = session.state.theta[at]
    return f"{session.labels[at]} is {value:.6g}; the loss is {session.loss:.6g}"


# runs


def _reset(session: Session, words: Words, _: Teacher | None) -> str:
    _no_words(session, words)
    session.reset()
    return f"the same initial weights again; {where(session)}"


def _new(session: Session, words: Words, _: Teacher | None) -> str:
    _no_words(session, words)
    session.new_weights()
    return f"new random weights; {where(session)}"


def _fork(session: Session, words: Words, _: Teacher | None) -> str:
    _no_words(session, words)
    if not session.fork():
        raise CommandError("there are four ghosts already; drop forgets them")
    return "kept as a ghost; back and another rate lead to another future"


def _swap(session: Session, words: Words, _: Teacher | None) -> str:
    _no_words(session, words)
    if not session.swap():
        raise CommandError("there is no ghost yet; fork keeps one")
    return f"on with the ghost; {where(session)}"


def _drop(session: Session, words: Words, _: Teacher | None) -> str:
    _no_words(session, words)
    session.drop_ghosts()
    return "no ghosts any more"


# the problem


def _activation(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "activation relu, activation relu 2 (a layer), activation relu all"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"that is written: {usage}")
    layers = len(_network(session).network.activations)
    name = _one_of(words[0], list(ACTIVATIONS))
    if len(words) == 1:
        if layers == 1:
            raise CommandError("there is no hidden layer; activation NAME 1 changes the outputs")
        dropped = session.vary(activation=name)
        return _varied(session, f"{name} in every hidden layer", dropped)
    if words[1] == "all":
        dropped = session.vary(activation=name, everywhere=True)
        return _varied(session, f"{name} in every layer", dropped)
    if not words[1].isdecimal() or not 1 <= int(words[1]) <= layers:
        raise CommandError(f"there is no layer {words[1]!r}; write 1 to {layers}, or all")
    dropped = session.vary(activation=name, layer=int(words[1]))
    return _varied(session, f"{name} in layer {words[1]}", dropped)


def _batch(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = _exactly(words, 1, "batch 5 or batch full")
    samples = _network(session).data.samples
    if word == "full":
        return _varied(session, "all samples in every pass", session.vary(full_batch=True))
    if not word.isdecimal() or not 1 <= int(word) <= samples:
        raise CommandError(f"{word!r} is no batch size here; write 1 to {samples}, or full")
    size = int(word)
    if size == samples:
        return _varied(session, "all samples in every pass", session.vary(full_batch=True))
    dropped = session.vary(batch_size=size)
    samples_in = "1 sample" if size == 1 else f"{size} samples"
    return _varied(session, f"{samples_in} in every pass", dropped)


def _standardize(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = _exactly(words, 1, "standardize on or standardize off")
    _network(session)
    on = _one_of(word, ("on", "off")) == "on"
    does = "inputs with mean 0 and standard deviation 1" if on else "the inputs as they are"
    return _varied(session, does, session.vary(standardize=on))


def _init(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "init glorot_uniform, or with a factor: init normal 0.1"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"that is written: {usage}")
    _network(session)
    name = _one_of(words[0], list(INITIALIZATIONS))
    scale = number(words[1], "0.1") if len(words) == 2 else 1.0
    dropped = session.vary(init=name, init_scale=scale)
    return _varied(session, f"initial weights: {name} × {scale:g}", dropped)


def _varied(session: Session, what: str, dropped: int) -> str:
    ghosts = {0: "", 1: "; the ghost of the problem as it was is gone"}.get(
        dropped, f"; the {dropped} ghosts of the problem as it was are gone"
    )
    return f"{what}, from pass 0 on; the loss is {session.loss:.6g}{ghosts}"


# looking closer


def _check(session: Session, words: Words, _: Teacher | None) -> str:
    if words:
        _select(session, words, None)
    if not session.state.finite:
        raise CommandError("it has diverged: there is no slope to check; go back")
    check = session.check_gradient()
    place = check.indices.tolist().index(session.selected)
    agrees = "they agree" if check.agrees.all() else "they differ"
    return (
        f"{session.labels[session.selected]}: backward pass {check.gradients[place]:.6g}, "
        f"difference of the loss {check.differences[place]:.6g}; {agrees}, "
        f"largest relative error of all {check.errors.max():.2g}"
    )


# lessons


def _in_lesson(teacher: Teacher | None) -> Teacher:
    if teacher is None:
        raise CommandError("this belongs to a lesson; `tui-descent learn` opens them")
    return teacher


def _guess(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = _exactly(words, 1, "guess 2.24")
    return _in_lesson(teacher).guess(number(word, "2.24"))


def _answer(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = _exactly(words, 1, "answer 2")
    if not word.isdecimal() or len(word) > 3:
        raise CommandError(f"{word!r} is no number of an answer; write one like: answer 2")
    return _in_lesson(teacher).answer(int(word))


def _hint(session: Session, words: Words, teacher: Teacher | None) -> str:
    _no_words(session, words)
    return _in_lesson(teacher).hint()


def _goal(session: Session, words: Words, teacher: Teacher | None) -> str:
    _no_words(session, words)
    return _in_lesson(teacher).goals()


def _cause(session: Session, words: Words, teacher: Teacher | None) -> str:
    if not words:
        raise CommandError("that is written: cause NAME, with a name of the list")
    return _in_lesson(teacher).cause(" ".join(words))


def _case(session: Session, words: Words, teacher: Teacher | None) -> str:
    if len(words) > 1 or (words and not words[0].isdecimal()):
        raise CommandError("that is written: case 2, or case alone for the next one")
    return _in_lesson(teacher).case(int(words[0]) if words else None)


# keys


def _key(name: str) -> Callable[[Session, Words], list[str]]:
    return lambda session, words: [name]


def _keys_of_step(session: Session, words: Words) -> list[str]:
    hundreds, ones = divmod(_count(words, "step 3"), 100)
    return ["greater_than_sign"] * hundreds + ["space"] * ones


def _keys_of_rate(session: Session, words: Words) -> list[str]:
    (word,) = _exactly(words, 1, "rate 0.1, rate up or rate down")
    if word in ("up", "down"):
        return [word]
    return ["equals_sign", *typed(number(word, "0.1")), "enter"]


def typed(value: float) -> list[str]:
    """The keys that type a number."""
    names = {".": "full_stop", "-": "minus", "+": "plus"}
    return [names.get(char, char) for char in repr(value)]


def _keys_of_select(session: Session, words: Words) -> list[str]:
    offset = parameter(session, words[0]) - session.selected
    count = session.parameter_count
    forwards, backwards = offset % count, -offset % count
    return ["right"] * forwards if forwards <= backwards else ["left"] * backwards


def _keys_of_set(session: Session, words: Words) -> list[str]:
    name, value = _exactly(words, 2, "set W1[x1->h2] 0.5")
    return [*_keys_of_select(session, [name]), "enter", *typed(number(value, "0.5")), "enter"]


def _keys_of_nudge(session: Session, words: Words) -> list[str]:
    name, direction = _exactly(words, 2, "nudge w1 up")
    return [*_keys_of_select(session, [name]), "plus" if direction == "up" else "minus"]


def _keys_of_optimizer(session: Session, words: Words) -> list[str]:
    """Open the chooser, go to the optimizer, type each setting, take it."""
    chosen, used = _chosen(session, words), session.state.optimizer
    known = list(OPTIMIZERS)
    down = known.index(chosen.name) - known.index(used.name)
    pressed = ["o", *(["down"] * down if down > 0 else ["up"] * -down)]
    at = -1
    for word in words[1:]:
        setting, _, value = word.partition("=")
        place = list(settings(chosen)).index(setting)
        pressed += ["right"] * ((place - at) % (len(settings(chosen)) + 1))
        pressed += [*typed(number(value, "0.5")), "enter"]
        at = place
    return [*pressed, "enter"]


def _keys_of_check(session: Session, words: Words) -> list[str]:
    return [*(_keys_of_select(session, words) if words else []), "g"]


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("step", "[PASSES]", "make a pass, or so many", _step, _keys_of_step),
        Command(
            "epoch",
            "[EPOCHS]",
            "make passes up to the end of the epoch",
            _epoch,
            lambda session, words: ["e"] * _count(words, "epoch 2"),
        ),
        Command(
            "back",
            "[PASSES]",
            "go back a pass, or so many",
            _back,
            lambda session, words: ["b"] * _count(words, "back 3"),
        ),
        Command(
            "rate",
            "VALUE|up|down",
            "set the learning rate, or move it a notch",
            _rate,
            _keys_of_rate,
        ),
        Command("select", "NAME", "select a parameter", _select, _keys_of_select),
        Command("set", "NAME VALUE", "give a parameter a value", _set, _keys_of_set),
        Command("nudge", "NAME up|down", "move a parameter a little", _nudge, _keys_of_nudge),
        Command("reset", "", "start again from the same initial weights", _reset, _key("r")),
        Command("new", "", "start from new random weights", _new, _key("n")),
        Command("fork", "", "keep this run as a ghost, go on from here", _fork, _key("f")),
        Command("swap", "", "go on with the oldest ghost", _swap, _key("x")),
        Command("drop", "", "drop all ghosts", _drop, _key("d")),
        Command(
            "optimizer",
            "NAME [SETTING=VALUE …]",
            "choose the optimizer",
            _optimizer,
            _keys_of_optimizer,
        ),
        Command(
            "activation",
            "NAME [LAYER|all]",
            "choose the activation of the hidden layers, of one layer or of all; starts again",
            _activation,
        ),
        Command("batch", "SIZE|full", "choose the batch size; starts again", _batch),
        Command("standardize", "on|off", "scale the inputs; starts again", _standardize),
        Command("init", "NAME [SCALE]", "choose the initial weights; starts again", _init),
        Command(
            "check", "[NAME]", "check the gradient against differences", _check, _keys_of_check
        ),
        Command("guess", "VALUE", "say what value you expect", _guess),
        Command("answer", "NUMBER", "answer the lesson's question", _answer),
        Command("hint", "", "one more hint", _hint),
        Command("goal", "", "what the lesson asks for", _goal),
        Command("cause", "NAME", "name what is wrong in this case", _cause),
        Command("case", "[NUMBER]", "go to the next case, or to this one", _case),
    )
}
