"""Which keys a lesson closes, and which ones stand in the footer while it is done."""

from tui_descent.actions import KEYS, WORDS
from tui_descent.actions.registry import MOVING
from tui_descent.lessons.lesson import Lesson
from tui_descent.lessons.reading import Reading

BY_ACTION = {key.action: key.id for key in KEYS.values()}
ALWAYS = ("pass", "phase", "back", "play", "rate-up", "previous")  # shown, whatever is solved
LAST = ("help", "quit")
LEFT_OUT = (*LAST, "sweep", "phase", "edit")  # of the footer that there is without a lesson


def answers(reading: Reading) -> int:
    """How many answers there are to what is asked."""
    lesson = reading.run.lesson
    if reading.waits:
        return len(lesson.predictions[reading.page.place].answers)
    return len(lesson.causes)


def predict_first(reading: Reading) -> str:
    """What is said to whoever wants to go on without an answer."""
    return f"first predict: press 1–{answers(reading)}; wrong is fine"


def refusal(action: str, reading: Reading) -> str:
    """Why a key does nothing now; "" where it does what it always does.

    action  as the registry of keys writes it
    """
    id = BY_ACTION.get(action, "")
    if id in reading.run.lesson.hide_keys:
        return "this key is not used in this lesson"
    if id not in MOVING or reading.may_try:
        return ""
    if reading.waits or reading.names_cause:
        return predict_first(reading)
    if reading.asks_before:
        return "a question comes first: {read-back} goes back to it"
    return "a question comes first: {read-on} goes on to it"


def footer_ids(reading: Reading, done: bool, usual: tuple[str, ...], more: bool) -> tuple[str, ...]:
    """The ids of the keys for the footer.

    usual  those that there would be without a lesson
    more   whether the page goes on past what is seen of it
    """
    if reading.waits:
        return ("answer", *(["read-on"] if more else []), "read-back", "hint", "view", *LAST)
    if done:
        return ("read-on", "lesson-next", "read-back", "restart", "home", "view", *LAST)
    if not reading.may_try:
        asked = ["answer", "case"] if reading.names_cause else []
        return ("read-on", *asked, "read-back", "view", "lesson-next", "home", *LAST)
    run = reading.run
    asked = [
        *(["answer"] if reading.names_cause else []),
        *(["case"] if run.lesson.cases else []),
        *(["guess"] if run.guess_asked else []),
        *needed(run.lesson),
    ]
    not_shown = {*LEFT_OUT, *asked, *run.lesson.hide_keys}
    return ("read-on", *asked, "hint", *(id for id in usual if id not in not_shown), *LAST)


def needed(lesson: Lesson) -> list[str]:
    """The ids of the keys, not used everywhere, by which the lesson is solved."""
    lines = [*lesson.solution, *(line for case in lesson.cases for line in case.solution)]
    words = dict.fromkeys(line.split()[0] for line in lines)
    ids = dict.fromkeys(WORDS[word].key for word in WORDS if word in words)
    used = [KEYS[id] for id in ids if id and id not in ALWAYS]
    return [key.id for key in used if key.footer and key.scope == "training"]
