"""How a goal is reached: in what order, by what a learner types or names."""

import pytest
from msgspec.structs import replace

from tests.lessons.test_conditions import conditions
from tui_descent.actions import CommandError, run
from tui_descent.lessons.contents import contents, goal_texts
from tui_descent.lessons.lesson import Goal, Lesson
from tui_descent.lessons.loading import load_lesson
from tui_descent.lessons.reading import Page
from tui_descent.lessons.run import LessonRun
from tui_descent.session.elsewhere import check_gradient


def lesson_with(*goals: Goal) -> Lesson:
    return replace(load_lesson("too-small"), goals=goals)


def goal(seen: bool = False, then: bool = False, **given: object) -> Goal:
    return Goal("", conditions(**given), seen, then)


def marks(run_of: LessonRun) -> list[bool]:
    return [mark.reached for mark in run_of.checklist]


def test_what_held_for_one_pass_among_a_hundred_is_not_missed() -> None:
    lesson = LessonRun(lesson_with(goal(loss={"below": 15, "above": 14.9})))
    run(lesson.session, "step 100")
    assert lesson.session.loss < 12
    assert marks(lesson) == [True]


def test_a_reset_takes_back_what_is_not_seen_for_good() -> None:
    never = goal(loss={"below": -1})
    lesson = LessonRun(
        lesson_with(goal(passes={"equals": 3}), goal(seen=True, passes={"equals": 3}), never)
    )
    run(lesson.session, "step 5")
    assert marks(lesson) == [True, True, False]
    run(lesson.session, "back 5")
    assert marks(lesson) == [True, True, False]
    run(lesson.session, "reset")
    assert marks(lesson) == [False, True, False]


def test_then_waits_for_the_goals_above() -> None:
    lesson = LessonRun(
        lesson_with(
            goal(seen=True, learning_rate={"above": 0.1}),
            goal(then=True, passes={"at_least": 1}),
        )
    )
    assert [mark.waits for mark in lesson.checklist] == [False, True]
    run(lesson.session, "step")
    assert marks(lesson) == [False, False]
    run(lesson.session, "rate 0.2")
    assert marks(lesson) == [True, True]
    assert lesson.done


def test_once_done_it_stays_done() -> None:
    lesson = LessonRun(lesson_with(goal(passes={"at_least": 1})))
    run(lesson.session, "step")
    run(lesson.session, "reset")
    assert lesson.done
    assert marks(lesson) == [True]


def test_a_gradient_check_is_seen_when_one_looks() -> None:
    lesson = LessonRun(lesson_with(goal(gradient_checked={"below": 1e-4})))
    check_gradient(lesson.session)
    assert lesson.observe()
    assert marks(lesson) == [True]
    assert not lesson.observe()


def test_values_are_typed_before_they_are_seen() -> None:
    lesson = LessonRun(load_lesson("one-pass"))
    assert lesson.guess_asked == "next"
    said = run(lesson.session, "guess 2.01", lesson)
    assert said == "2.01 is not it; value − rate × slope: 2 − 0.01 × (-24)"
    assert run(lesson.session, "guess 2.245", lesson) == "right: the next w1 is 2.24"
    run(lesson.session, "guess 2.24", lesson)  # the same one counts once
    run(lesson.session, "step", lesson)
    run(lesson.session, "guess 2.4368", lesson)
    assert marks(lesson) == [False, False]
    run(lesson.session, "step", lesson)
    run(lesson.session, "guess 2.6", lesson)
    assert marks(lesson)[0]
    with pytest.raises(CommandError, match="no value is asked for now"):
        run(lesson.session, "guess 3", lesson)


def test_a_wrong_slope_is_told_its_factors() -> None:
    lesson = LessonRun(load_lesson("backpropagation"))
    run(lesson.session, "select x1->h1", lesson)
    said = run(lesson.session, "guess 5", lesson)
    assert said == "5 is not it; the unit's blame δ times its input: (-16) × (2)"
    run(lesson.session, "guess -31.7", lesson)
    run(lesson.session, "guess -32", lesson)
    assert marks(lesson) == [False, False, False]
    run(lesson.session, "select x1->h2", lesson)
    run(lesson.session, "guess 16", lesson)
    assert marks(lesson) == [True, False, False]


def test_where_it_has_diverged_nothing_can_be_guessed() -> None:
    lesson = LessonRun(load_lesson("backpropagation"))
    run(lesson.session, "set x1->h1 1e200", lesson)
    with pytest.raises(CommandError, match="it has diverged"):
        run(lesson.session, "guess 1", lesson)


def test_the_next_loss_can_be_asked_for() -> None:
    lesson = LessonRun(lesson_with(goal(typed={"what": "loss", "within": 0.01})))
    run(lesson.session, "step", lesson)
    run(lesson.session, "guess 3", lesson)
    assert marks(lesson) == [False]
    lesson.session.step()
    truth = lesson.session.loss
    lesson.session.back()
    assert "right: the next loss is " in run(lesson.session, f"guess {truth}", lesson)
    assert marks(lesson) == [True]


def test_the_limit_can_be_asked_for() -> None:
    lesson = LessonRun(lesson_with(goal(typed={"what": "limit", "within_percent": 1})))
    said = run(lesson.session, "guess 0.06", lesson)
    assert said == "0.06 is not it; 2 / curvature: by how much does a way of 1 change the slope?"
    assert marks(lesson) == [False]
    said = run(lesson.session, "guess 0.111", lesson)
    assert said == "right: the limit of the learning rate is 0.111111"
    assert marks(lesson) == [True]


def test_the_number_of_passes_to_a_loss_can_be_asked_for() -> None:
    asked = {"what": "passes", "loss": 0.01, "within_percent": 1}
    lesson = LessonRun(lesson_with(goal(typed=asked)))
    run(lesson.session, "rate 0.001", lesson)
    # Each pass leaves 1 − 18·0.001 of the way, so 16·0.982²ⁿ is below 0.01 from n = 203.1 on.
    said = run(lesson.session, "guess 2048", lesson)
    assert said.startswith("2048 is not it; compare it with a rate")
    assert run(lesson.session, "guess 204", lesson) == ("right: the number of passes is 204")
    assert marks(lesson) == [True]
    lesson.session.step(203)
    assert lesson.session.loss >= 0.01
    lesson.session.step()
    assert lesson.session.loss < 0.01


def test_a_right_value_elsewhere_is_told_what_the_goal_asks_for() -> None:
    lesson = LessonRun(load_lesson("too-small"))
    assert run(lesson.session, "guess 2048", lesson).endswith(
        "is 2048, but the goal is for learning rate 0.001"
    )
    run(lesson.session, "rate 0.001", lesson)
    assert marks(lesson) == [False, False]  # 2048 is not the value that is asked for
    assert run(lesson.session, "guess 210", lesson).endswith("is 204")
    assert marks(lesson) == [True, False]


def test_a_run_that_has_converged_has_come_to_rest() -> None:
    for start in (-3.0, 0.1):
        lesson = LessonRun(load_lesson("local-minima"))
        run(lesson.session, f"set w1 {start}", lesson)
        run(lesson.session, "until converged", lesson)
        run(lesson.session, "reset", lesson)
        run(lesson.session, "set w1 3", lesson)
        run(lesson.session, "until converged", lesson)
        assert marks(lesson) == [True, False]
        run(lesson.session, "reset", lesson)
        run(lesson.session, "until converged", lesson)
        assert marks(lesson) == [True, True]


def test_a_wrong_slope_of_a_single_layer_is_told_without_blame() -> None:
    lesson = LessonRun(load_lesson("slope-comes-from"))
    run(lesson.session, "select w2", lesson)
    assert run(lesson.session, "guess 5", lesson) == (
        "5 is not it; what the loss gains for 1 more in the sum, times the input: (6) × (2)"
    )


def test_a_goal_that_names_what_a_new_network_has_not_is_not_reached() -> None:
    lesson = LessonRun(load_lesson("right-loss"))
    run(lesson.session, "hidden 3 3", lesson)  # there is no w1 any more
    assert marks(lesson) == [False, False, False]
    with pytest.raises(CommandError, match="there is no parameter 'w1'"):
        run(lesson.session, "guess 1", lesson)


def test_a_slope_whose_sign_is_watched_may_be_gone() -> None:
    asked = goal(sign_changes={"of": "w1", "at_least": 1})
    lesson = LessonRun(lesson_with(asked))
    run(lesson.session, "hidden 9", lesson)
    run(lesson.session, "step 3", lesson)
    assert marks(lesson) == [False]


def test_where_no_pass_leads_to_the_loss_no_number_is_right() -> None:
    asked = {"what": "passes", "loss": 0.01, "within_percent": 1}
    lesson = LessonRun(lesson_with(goal(typed=asked)))
    run(lesson.session, "rate 0.2", lesson)
    run(lesson.session, "guess 20", lesson)
    assert marks(lesson) == [False]


def test_what_was_done_stays_done_where_a_lesson_has_one_more_goal() -> None:
    lesson = LessonRun(load_lesson("one-pass"), kept={"goals": [0], "done": True})
    assert lesson.done
    assert marks(lesson) == [True, True]


def test_predictions_are_locked_in_and_hints_stay_at_the_last() -> None:
    lesson = LessonRun(load_lesson("forward"))
    assert lesson.question is not None
    assert run(lesson.session, "answer 3", lesson).startswith("The wire carries 5")
    assert lesson.question is None
    with pytest.raises(CommandError, match="every question is answered"):
        run(lesson.session, "answer 1", lesson)
    hints = [run(lesson.session, "hint", lesson) for _ in range(4)]
    assert len(set(hints)) == 3
    assert hints[2] == hints[3]
    assert run(lesson.session, "goal", lesson).startswith("[ ] By hand: o1 is 13")


def test_a_case_counts_if_it_is_named_rightly_and_then_cured() -> None:
    lesson = LessonRun(load_lesson("diagnose"), seed=4)
    wrong = next(c for c in lesson.lesson.causes if c != getattr(lesson.case_now, "cause", ""))
    for number in range(1, 7):
        run(lesson.session, f"case {number}", lesson)
        case = lesson.case_now
        assert case is not None
        assert case.cause not in lesson.session.heading.name
        named = case.cause if number > 1 else wrong
        said = run(lesson.session, f"cause {named}", lesson)
        assert case.cause in said
        with pytest.raises(CommandError, match="named this case already"):
            run(lesson.session, "cause 1", lesson)
        assert lesson.done == (number > 6)
        for line in case.solution:
            run(lesson.session, line, lesson)
    assert [mark.reached for mark in lesson.case_marks] == [False] + [True] * 5
    assert lesson.done


def test_every_cause_that_is_true_of_a_case_is_right() -> None:
    lesson = load_lesson("diagnose")
    for case in lesson.cases:
        for cause in lesson.causes:
            played = LessonRun(lesson, seed=4)
            while played.case_now != case:
                run(played.session, "case", played)
            said = run(played.session, f"cause {cause}", played)
            true = cause in (case.cause, *case.also_true)
            assert (f"{cause}: right" in said) == true
            page = " ".join(part.plain for part in contents(played, Page("case", 0)))
            assert (f"{cause} ✓" in page) == true
            assert (f"It is: {case.cause}" in page) != true
            for line in case.solution:
                run(played.session, line, played)
            assert played.case_marks[played.case_number - 1].reached == case.accepts(cause)


def test_a_rate_above_the_limit_may_be_called_too_large_and_no_other() -> None:
    lesson = load_lesson("diagnose")
    for case in lesson.cases:
        session = lesson.session(case)
        gauge = session.frame().gauge
        assert gauge is not None
        assert gauge.limit is not None
        above = session.state.learning_rate > gauge.limit
        assert case.accepts("learning rate too large") == above, case.name


def test_a_cure_before_the_cause_is_named_does_not_count() -> None:
    lesson = LessonRun(load_lesson("diagnose"), seed=4)
    case = lesson.case_now
    assert case is not None
    for line in case.solution:
        run(lesson.session, line, lesson)
    assert not lesson.case_marks[0].reached


def test_another_seed_shuffles_the_cases() -> None:
    orders = {
        getattr(LessonRun(load_lesson("diagnose"), seed=seed).case_now, "name", "")
        for seed in range(9)
    }
    assert len(orders) > 1


def test_what_was_kept_is_there_again() -> None:
    lesson = load_lesson("too-small")
    kept = {"block": 1, "answers": [0], "hints": 2, "goals": [0, 1], "seed": 3}
    again = LessonRun(lesson, kept)
    assert (again.block, again.question) == (1, None)
    assert marks(again) == [True, False]  # the second goal is of a run that is over
    assert LessonRun(lesson, {**kept, "done": True}).done


def test_solved_cases_stay_solved_in_the_same_order() -> None:
    lesson = load_lesson("diagnose")
    first = LessonRun(lesson, seed=7)
    case = first.case_now
    assert case is not None
    kept = {"seed": 7, "causes": {case.name: case.cause}, "cured": [case.name]}
    again = LessonRun(lesson, kept)
    assert again.case_now == case
    assert [mark.reached for mark in again.case_marks] == [True] + [False] * 5


def test_a_goal_says_where_the_mean_is_that_it_asks_for() -> None:
    lesson = LessonRun(load_lesson("schedules"))
    while lesson.question is not None:
        lesson.answer(1)
    losses = []
    for _ in range(120):
        run(lesson.session, "step", lesson)
        losses.append(lesson.session.loss)
        (text,) = goal_texts(lesson)
        assert text.startswith(lesson.lesson.goals[0].text)
        assert ("; now " in text) == (len(losses) >= 100)
    assert text.endswith(f"; now {sum(losses[-100:]) / 100:.4g}")
    run(lesson.session, "schedule exponential gamma=0.99", lesson)
    run(lesson.session, "epoch 10", lesson)
    assert goal_texts(lesson) == [lesson.lesson.goals[0].text]  # it is reached
