"""Print a table of the questions: what the answer says, what the program says and brings."""

from tests.public.answers import told, verdict_of
from tests.public.lines import LINES
from tests.public.networks import NETWORKS
from tests.public.question import Question, preset_of
from tests.public.rates import RATES
from tests.public.refused import REFUSED
from tui_descent.presets import PresetError


def main() -> None:
    """Print the table in Markdown."""
    print("| question | answer | the program | after the program's advice |")
    print("|---|---|---|---|")
    for question in RATES + LINES + NETWORKS:
        linked = f"[{question.name}]({question.source}): {question.asked}"
        answer = question.answer if question.read else f"(usual answer) {question.answer}"
        print(_row(linked, answer, str(verdict_of(question)), _brought(question)))
    for refusal in REFUSED:
        linked = f"[{refusal.name}]({refusal.source}): {refusal.asked}"
        try:
            preset_of(refusal.name, refusal.preset)
            line = "not refused"
        except PresetError as error:
            line = str(error)
        print(_row(linked, refusal.answer, line, ""))


def _brought(question: Question) -> str:
    outcomes = told(question)
    if outcomes is None:
        return "no advice" + (", one is needed" if question.needed else "")
    best = outcomes[-1]
    return (
        f"{'helps' if best.helps else 'does not help'}: {best.followed:.3g} instead of "
        f"{best.stayed:.3g} after {best.passes} passes"
    )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    main()
