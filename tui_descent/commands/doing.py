"""What each command does to the session, and the sentence it says about it."""

from typing import Protocol

from tui_descent.analysis.gradient_check import GradientCheck
from tui_descent.commands.arguments import (
    CommandError,
    Words,
    count,
    exactly,
    network,
    no_words,
    number,
    one_of,
    parameter,
)
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.optimizers import OPTIMIZERS, Optimizer, settings, with_setting
from tui_descent.session.session import Session


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


def step(session: Session, words: Words, _: Teacher | None) -> str:
    return _go_on(session, count(words, "step 3"))


def phase(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    session.next_phase()
    now = session.phase
    if now is not None and not session.known.step:
        return f"{now.text}, in the middle of the pass after pass {session.state.passes}"
    return f"{now.text}; {where(session)}" if now is not None else where(session)


def epoch(session: Session, words: Words, _: Teacher | None) -> str:
    made = ""
    for _epoch_number in range(count(words, "epoch 2")):
        if session.leaving:
            break
        made = _go_on(session, session.passes_left_in_epoch)
    return made


def _go_on(session: Session, passes: int) -> str:
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    session.step(passes)
    return where(session)


def where(session: Session) -> str:
    """Pass, loss and verdict in a sentence."""
    return f"pass {session.state.passes}, loss {session.loss:.6g}; {session.quick_verdict}"


def back(session: Session, words: Words, _: Teacher | None) -> str:
    if session.state.passes == 0:
        return "this is pass 0, where the descent starts"
    session.back(count(words, "back 3"))
    return where(session)


def cure(session: Session, words: Words, _: Teacher | None) -> str:
    if not session.known.step:
        raise CommandError("this is the middle of a pass; step finishes it, then there is advice")
    advice = session.verdict().cure
    if advice is None:
        raise CommandError("there is no advice here; verdict says how it is going")
    session.follow(advice)
    return f"done: {advice.action}; {where(session)}"


def rate(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "rate 0.1, rate up or rate down")
    if word == "up":
        session.raise_learning_rate()
    elif word == "down":
        session.lower_learning_rate()
    else:
        session.set_learning_rate(number(word, "0.1"))
    return f"the learning rate is {session.state.learning_rate:g}"


def optimizer(session: Session, words: Words, _: Teacher | None) -> str:
    chosen = chosen_optimizer(session, words)
    if chosen == session.state.optimizer:
        return f"{chosen.name} was in use already: nothing changed"
    session.set_optimizer(chosen)
    return f"{chosen.name} from here on: same weights, {chosen.start}"


def chosen_optimizer(session: Session, words: Words) -> Optimizer:
    usage = "optimizer momentum momentum=0.5"
    if not words:
        raise CommandError(f"which one? {usage}, or: {', '.join(OPTIMIZERS)}")
    name = one_of(words[0], list(OPTIMIZERS))
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


def select(session: Session, words: Words, _: Teacher | None) -> str:
    (name,) = exactly(words, 1, "select W1[x1->h2]")
    index = parameter(session, name)
    session.select_index(index)
    return f"{session.labels[index]} is selected: {session.state.theta[index]:.6g}"


def set_value(session: Session, words: Words, _: Teacher | None) -> str:
    name, value = exactly(words, 2, "set W1[x1->h2] 0.5")
    index, wanted = parameter(session, name), number(value, "0.5")
    session.select_index(index)
    session.set_parameter(wanted)
    return _moved(session)


def nudge(session: Session, words: Words, _: Teacher | None) -> str:
    name, direction = exactly(words, 2, "nudge w1 up")
    index = parameter(session, name)
    upwards = one_of(direction, ("up", "down")) == "up"
    session.select_index(index)
    session.nudge(1 if upwards else -1)
    return _moved(session)


def _moved(session: Session) -> str:
    at = session.selected
    value = session.state.theta[at]
    return f"{session.labels[at]} is {value:.6g}; the loss is {session.loss:.6g}"


def reset(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    session.reset()
    return f"the same initial weights again; {where(session)}"


def new(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    session.new_weights()
    return f"new random weights; {where(session)}"


def undo(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    entry = session.undo()
    if entry is None:
        raise CommandError("nothing has been thrown away, so there is nothing to undo")
    return f"undone: {entry.action}; back: {entry.back}"


def redo(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    entry = session.redo()
    if entry is None:
        raise CommandError("there is no undo to take back")
    return f"done again: {entry.action}; back: {entry.back}"


def fork(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    if not session.fork():
        raise CommandError("there are four ghosts already; drop forgets them")
    return "kept as a ghost; back and another rate lead to another future"


def swap(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    if not session.swap():
        raise CommandError("there is no ghost yet; fork keeps one")
    return f"on with the ghost; {where(session)}"


def drop(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    session.drop_ghosts()
    return "no ghosts any more"


def activation(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "activation relu, activation relu 2 (a layer), activation relu all"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"that is written: {usage}")
    layers = len(network(session).network.activations)
    name = one_of(words[0], list(ACTIVATIONS))
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


def batch(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "batch 5 or batch full")
    samples = network(session).data.samples
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


def standardize(session: Session, words: Words, _: Teacher | None) -> str:
    (word,) = exactly(words, 1, "standardize on or standardize off")
    network(session)
    on = one_of(word, ("on", "off")) == "on"
    does = "inputs with mean 0 and standard deviation 1" if on else "the inputs as they are"
    return _varied(session, does, session.vary(standardize=on))


def init(session: Session, words: Words, _: Teacher | None) -> str:
    usage = "init glorot_uniform, or with a factor: init normal 0.1"
    if not 1 <= len(words) <= 2:
        raise CommandError(f"that is written: {usage}")
    network(session)
    name = one_of(words[0], list(INITIALIZATIONS))
    scale = number(words[1], "0.1") if len(words) == 2 else 1.0
    dropped = session.vary(init=name, init_scale=scale)
    return _varied(session, f"initial weights: {name} × {scale:g}", dropped)


def _varied(session: Session, what: str, dropped: int) -> str:
    ghosts = {0: "", 1: "; the ghost of the problem as it was is gone"}.get(
        dropped, f"; the {dropped} ghosts of the problem as it was are gone"
    )
    return f"{what}, from pass 0 on; the loss is {session.loss:.6g}{ghosts}"


def check(session: Session, words: Words, _: Teacher | None) -> str:
    if words:
        select(session, words, None)
    if not session.state.finite:
        raise CommandError("it has diverged: there is no slope to check; go back")
    check = session.check_gradient()
    place = check.indices.tolist().index(session.selected)
    corner = "; it stands at a corner of the loss" if check.kinks[place] else ""
    return (
        f"{session.labels[session.selected]}: backward pass {check.gradients[place]:.6g}, "
        f"difference of the loss {check.differences[place]:.6g}{corner}; "
        f"{_agreement(session, check)}, "
        f"largest relative error of all {check.errors.max():.2g}"
    )


def _agreement(session: Session, check: GradientCheck) -> str:
    """What the check says of all parameters: at a corner any slope between its sides is right."""
    wrong = check.indices[~check.agrees & ~check.kinks]
    corners = int(check.kinks.sum())
    if len(wrong):
        return f"{len(wrong)} differ, the first is {session.labels[wrong[0]]}"
    return f"all agree but {corners} at a corner of the loss" if corners else "they agree"


def _in_lesson(teacher: Teacher | None) -> Teacher:
    if teacher is None:
        raise CommandError("this belongs to a lesson, and none is open")
    return teacher


def guess(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = exactly(words, 1, "guess 2.24")
    return _in_lesson(teacher).guess(number(word, "2.24"))


def answer(session: Session, words: Words, teacher: Teacher | None) -> str:
    (word,) = exactly(words, 1, "answer 2")
    if not word.isdecimal() or len(word) > 3:
        raise CommandError(f"{word!r} is no number of an answer; write one like: answer 2")
    return _in_lesson(teacher).answer(int(word))


def hint(session: Session, words: Words, teacher: Teacher | None) -> str:
    no_words(session, words)
    return _in_lesson(teacher).hint()


def goal(session: Session, words: Words, teacher: Teacher | None) -> str:
    no_words(session, words)
    return _in_lesson(teacher).goals()


def cause(session: Session, words: Words, teacher: Teacher | None) -> str:
    if not words:
        raise CommandError("that is written: cause NAME, with a name of the list")
    return _in_lesson(teacher).cause(" ".join(words))


def case(session: Session, words: Words, teacher: Teacher | None) -> str:
    if len(words) > 1 or (words and not words[0].isdecimal()):
        raise CommandError("that is written: case 2, or case alone for the next one")
    return _in_lesson(teacher).case(int(words[0]) if words else None)
