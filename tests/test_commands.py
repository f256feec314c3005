"""Commands in words do what the keys do, and say what happened."""

import pytest

from tests.pressed import keys_for
from tui_descent import actions
from tui_descent.actions import COMMANDS, CommandError, run
from tui_descent.presets import load
from tui_descent.session.elsewhere import largest_curvature
from tui_descent.session.session import Session


def session_of(preset: str) -> Session:
    return Session(load(preset))


def test_passes_and_the_way_back() -> None:
    session = session_of("one-weight")
    assert run(session, "step") == ""
    assert session.loss == pytest.approx(10.7584)
    run(session, "step 9")
    assert session.state.passes == 10
    run(session, "back 4")
    assert session.state.passes == 6
    run(session, "back 100")
    assert run(session, "back") == "this is pass 0, where the descent starts"


def test_an_epoch_ends_where_every_sample_was_used() -> None:
    session = session_of("mini-batches")
    run(session, "step 3")
    run(session, "epoch")
    assert session.state.passes == 40
    run(session, "epoch 2")
    assert session.state.passes == 120


def test_a_pass_by_its_phases() -> None:
    session = session_of("one-weight")
    phases = []
    for _ in range(4):
        assert run(session, "phase") == ""
        assert session.phase is not None
        phases.append(session.phase.text)
    assert phases == ["forward 1/1", "loss", "backward 1/1", "update"]
    assert session.state.passes == 1


def test_learning_rates() -> None:
    session = session_of("one-weight")
    assert run(session, "rate 0.25") == "the learning rate is 0.25"
    run(session, "rate up")
    assert session.state.learning_rate == 0.3
    run(session, "rate down")
    assert session.state.learning_rate == 0.25
    run(session, "rate 1/9")
    assert session.state.learning_rate == 1 / 9
    run(session, "rate *10")
    assert session.state.learning_rate == pytest.approx(10 / 9, rel=1e-11)
    run(session, "rate /10")
    assert session.state.learning_rate == pytest.approx(1 / 9, rel=1e-11)
    run(session, "set w1 −10/3")
    assert session.state.theta.tolist() == [-10 / 3]


@pytest.mark.parametrize("name", ["W1[x2→h1]", "W1[x2->h1]", "x2→h1", "x2->h1", "w2", "w1[X2->H1]"])
def test_a_parameter_has_many_names(name: str) -> None:
    session = session_of("baseline-network")
    assert actions.parameter(session, name) == 1


def test_an_array_of_several_is_no_name_of_one() -> None:
    with pytest.raises(CommandError, match=r"W2 holds 2 numbers; name one: W2\[h1→o1\]"):
        actions.parameter(session_of("baseline-network"), "W2")


def test_arrays_of_one_number_are_names_of_it() -> None:
    session = session_of("two-weights")
    assert [actions.parameter(session, name) for name in ("w1", "W1", "b1", "b")] == [0, 0, 1, 1]
    assert actions.parameter(session_of("ravine"), "w2") == 1


def test_values_by_hand() -> None:
    session = session_of("two-weights")
    assert run(session, "set b -1.5") == "b1[o1] is -1.5; the loss is 40.25"
    run(session, "nudge w1 up")
    assert session.state.theta.tolist() == [-1.9, -1.5]
    run(session, "nudge w1 down")
    assert session.state.theta.tolist() == [-2.0, -1.5]
    run(session, "select b")
    assert session.selected == 1
    run(session, "nudge up")
    assert session.state.theta.tolist() == [-2.0, -1.4]
    run(session, "select next")
    assert session.selected == 0
    run(session, "select previous")
    assert session.selected == 1


def test_ghosts() -> None:
    session = session_of("one-weight")
    run(session, "step 5")
    run(session, "fork")
    run(session, "back 5")
    run(session, "rate 0.05")
    run(session, "step 2")
    run(session, "swap")
    assert (session.state.passes, session.state.learning_rate) == (5, 0.01)
    run(session, "drop")
    with pytest.raises(CommandError, match="no ghost yet"):
        run(session, "swap")


def test_optimizers_with_their_settings() -> None:
    session = session_of("ravine")
    said = run(session, "optimizer momentum momentum=0.5")
    assert said == "momentum from here on: same weights, its velocity starts at 0"
    assert run(session, "optimizer momentum") == "momentum is in use already: nothing changed"
    run(session, "optimizer adam beta1=0.8 eps=1e-6")
    assert str(session.state.optimizer) == "Adam(beta1=0.8, beta2=0.999, eps=1e-06)"


def test_another_problem_starts_again_and_drops_the_ghosts() -> None:
    session = session_of("xor")
    before = session.state.theta
    run(session, "step 5")
    run(session, "fork")
    run(session, "rate 0.1")
    said = run(session, "activation relu")
    assert said.startswith("relu in every hidden layer, from pass 0 on; the loss is ")
    assert said.endswith("; the other run of the problem as it was is gone")
    assert session.heading.shape == "2-4-1 relu/identity"
    assert (session.state.passes, session.state.learning_rate) == (0, 0.1)
    assert session.state.theta.tolist() == before.tolist()
    run(session, "activation sigmoid 2")
    assert session.heading.shape == "2-4-1 relu/sigmoid"
    run(session, "activation tanh all")
    assert session.heading.shape == "2-4-1 tanh"


def test_batches_scaling_and_initial_weights() -> None:
    session = session_of("unscaled")
    run(session, "batch 3")
    assert session.objective.passes_per_epoch == 2
    run(session, "batch full")
    assert session.objective.passes_per_epoch == 1
    run(session, "standardize on")
    assert session.state.theta.tolist() == [0.0, 0.0]
    assert largest_curvature(session) == pytest.approx(2.0)
    run(session, "init constant 0.5")
    assert session.state.theta.tolist() == [0.5, 0.5]
    run(session, "init zeros")
    assert session.state.theta.tolist() == [0.0, 0.0]


def test_the_gradient_is_checked() -> None:
    session = session_of("baseline-network")
    said = run(session, "check h1->o1")
    assert said.startswith("W2[h1→o1]: backward pass -40, difference of the loss -40; they agree")
    assert session.last_check is not None


@pytest.mark.parametrize(
    ("preset", "line", "says"),
    [
        ("xor", "", "an empty line; write a command"),
        ("xor", "stepp 3", "'stepp' is not a command; did you mean step?"),
        ("xor", "step many", "'many' is not a number of passes; write: step 3"),
        ("xor", "step -1", "'-1' is not a number of passes"),
        ("xor", "rate", "write it like this: rate 0.1, rate up or rate down"),
        ("xor", "rate fast", "'fast' is not a number; write one like 0.1"),
        ("xor", "rate 1/0", "'1/0' is not a number; write one like 0.1"),
        ("xor", "rate 1/", "'1/' is not a number; write one like 0.1"),
        ("xor", "rate 1/2/3", "'1/2/3' is not a number; write one like 0.1"),
        ("xor", "rate inf", "inf is not a finite number"),
        ("xor", "rate /0", "nothing can be divided by 0; write, for example, /10"),
        ("xor", "rate *", "'' is not a number; write one like *10"),
        ("xor", "set {back} 1", "there is no parameter '{back}'"),
        ("xor", "set q 1", "there is no parameter 'q'; there are: W1"),
        ("xor", "set w1", "write it like this: set W1"),
        ("xor", "nudge x1->h1 left", "'left' is not known; choose one of: up, down"),
        ("xor", "optimizer", "which one?"),
        ("xor", "optimizer adm", "'adm' is not known; did you mean adam?"),
        (
            "xor",
            "optimizer sgd momentum=1",
            "'momentum=1' is not a setting of sgd; its settings: none",
        ),
        ("xor", "optimizer adam beta1=1", "beta1 cannot be 1: give 0 or more, below 1"),
        ("xor", "activation tan", "'tan' is not known; did you mean tanh?"),
        ("xor", "activation tanh 3", "there is no layer '3'; write 1 to 2, or all"),
        ("xor", "activation softmax", "softmax before the last layer"),
        ("xor", "activation softmax 2", "softmax over 1 unit always gives 1"),
        ("one-weight", "activation relu", "there is no hidden layer"),
        ("ravine", "activation relu", "this is a surface; only networks have points"),
        ("ravine", "batch 1", "this is a surface"),
        ("ravine", "standardize on", "this is a surface"),
        ("ravine", "init zeros", "this is a surface"),
        ("xor", "batch 5", "'5' is not a batch size here; write 1 to 4, or full"),
        ("xor", "standardize maybe", "choose one of: on, off"),
        ("xor", "init nomal", "'nomal' is not known; did you mean normal?"),
        ("xor", "init normal big", "'big' is not a number"),
        ("xor", "reset now", "'now' does not belong here; this command takes nothing after it"),
        ("xor", "guess 1", "this belongs to a lesson"),
        ("xor", "answer two", "'two' is not the number of an answer"),
        ("xor", "hint", "this belongs to a lesson"),
        ("xor", "cause", "write it like this: cause NAME"),
        ("xor", "case two", "write it like this: case 2"),
    ],
)
def test_a_mistake_is_a_sentence_with_its_remedy(preset: str, line: str, says: str) -> None:
    session = session_of(preset)
    before = session.state
    with pytest.raises(CommandError) as error:
        run(session, line)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert session.state is before


def test_what_has_diverged_makes_no_pass() -> None:
    session = session_of("one-weight")
    run(session, "rate 10")
    run(session, "step 1000")
    assert session.ended
    for line in ("step", "phase", "check"):
        with pytest.raises(CommandError, match="diverged"):
            run(session, line)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("step 203", ["greater_than_sign"] * 2 + ["space"] * 3),
        ("back 2", ["b", "b"]),
        ("rate 0.05", ["equals_sign", "0", "full_stop", "0", "5", "enter"]),
        ("rate -1e-09", ["equals_sign", "minus", "1", "e", "minus", "0", "9", "enter"]),
        ("rate down", ["down"]),
        ("set w3 2", ["right", "right", "enter", "2", "full_stop", "0", "enter"]),
        ("nudge w6 down", ["left", "minus"]),
        ("optimizer momentum momentum=0.5", ["o", "down", "right", "0", "full_stop", "5"]),
        ("check w2", ["right", "g"]),
        ("phase", ["full_stop"]),
    ],
)
def test_most_know_their_keys(line: str, keys: list[str]) -> None:
    assert keys_for(session_of("baseline-network"), line)[: len(keys)] == keys


def test_those_without_keys_say_so() -> None:
    with pytest.raises(CommandError, match="goal has no keys"):
        keys_for(session_of("xor"), "goal")


def test_every_command_explains_itself() -> None:
    for name, command in COMMANDS.items():
        assert command.usage.startswith(name)
        assert len(command.help) > 5
