"""What the presets' summaries claim is replayed, and every number in them stands in a claim."""

import re

import pytest

from tests.summaries import few_points, many_points, surfaces
from tests.summaries.replay import Claim, Claims
from tui_descent.presets import load, names

CLAIMS: Claims = {**few_points.CLAIMS, **surfaces.CLAIMS, **many_points.CLAIMS}

# Digits, but not those of names such as w1; and numbers in words, but "one", which is a pronoun
# as often.
NUMBER = re.compile(
    r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?!\w)|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|sixteen|twenty|thirty|"
    r"forty|fifty|sixty|eighty|hundred|thousand|million|half|third|quarter|tenth|twice)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    ("name", "claim"),
    [
        pytest.param(name, claim, id=f"{name}: {claim.words}")
        for name, claims in CLAIMS.items()
        for claim in claims
    ],
)
def test_what_a_summary_claims_is_so(name: str, claim: Claim) -> None:
    assert claim.words in load(name).summary
    assert claim.holds()


def unclaimed(summary: str, claims: tuple[Claim, ...]) -> list[str]:
    """The numbers of a summary that stand in no claim's words."""
    proved: set[int] = set()
    for claim in claims:
        begin = summary.index(claim.words)
        proved.update(range(begin, begin + len(claim.words)))
    found = NUMBER.finditer(summary)
    return [number[0] for number in found if not proved.issuperset(range(*number.span()))]


@pytest.mark.parametrize("name", names())
def test_every_number_in_a_summary_is_claimed(name: str) -> None:
    assert unclaimed(load(name).summary, CLAIMS.get(name, ())) == []


def test_a_number_that_nobody_claims_is_found() -> None:
    claim = Claim("after 5 passes", bool)
    assert unclaimed("Below 0.1 after 5 passes, w1 at rest.", (claim,)) == ["0.1"]
    assert unclaimed("Two thousand passes after 5 passes.", (claim,)) == ["Two", "thousand"]
    assert unclaimed("The loss rests for some fifty passes at 1/9.", ()) == ["fifty", "1", "9"]
    assert unclaimed("Of 1,797 pictures 97 % are right.", ()) == ["1,797", "97"]
    assert unclaimed("w1, x2 and the second one of h1.", ()) == []
