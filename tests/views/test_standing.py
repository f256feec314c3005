"""A way that is followed pass by pass is that of its places, whatever a hand does on the way."""

import gc
import weakref

import numpy as np
import pytest

from tests.views.test_landscape import seen, watching
from tui_descent.session.other_runs import OtherRun
from tui_descent.session.session import Session
from tui_descent.views.landscape import Landscape


def must_be_the_way(session: Session, shown: Landscape, moved: set[int]) -> None:
    """Compare a way with the states that the history holds, one by one."""
    laid = session.cameras.landscape.sight.laid
    assert laid is not None
    passes = range(session.state.passes + 1)
    places = [laid.plane.place(session.walk.history.state(number).theta) for number in passes]
    np.testing.assert_allclose(shown.path, places, rtol=1e-9, atol=1e-12)
    joined = [number > 0 and number not in moved for number in passes]
    assert shown.way.joined.tolist() == joined


@pytest.mark.parametrize("name", ["himmelblau", "xor", "circle"])
def test_a_way_is_that_of_its_places_forwards_back_and_moved_by_hand(name: str) -> None:
    session, moved = watching(name), set[int]()
    for number in range(40):
        if number in (9, 21):
            session.set_parameter(float(session.state.theta[session.selected]) + 0.1)
            moved.add(session.state.passes)
        elif number in (15, 16, 30):
            session.back(3)
            moved = {passes for passes in moved if passes <= session.walk.history.newest}
        elif number == 25:
            session.set_learning_rate(0.5 * session.state.learning_rate)
        elif number == 33:
            session.cameras.landscape.next_plane()
        else:
            session.step()
        shown = seen(session)
        must_be_the_way(session, shown, {at for at in moved if at <= session.state.passes})


def test_map_and_mountain_are_of_one_way() -> None:
    session = watching("circle")
    session.cameras.watch({"landscape": (36, 17), "mountain": (60, 12)})
    for _ in range(5):
        session.step()
        pictures = session.frame().pictures
        mountain: Landscape = pictures["mountain"].landscape
        assert mountain.way is pictures["landscape"].way
        assert mountain.heights.shape != pictures["landscape"].heights.shape


def test_the_history_of_a_run_that_is_gone_is_not_kept_for_its_way() -> None:
    session, other = watching("xor"), watching("xor")
    other.step(5)
    session.others = (OtherRun(0, other.walk.history, other.state),)
    assert len(seen(session).others) == 1
    history = weakref.ref(other.walk.history)
    session.others = ()
    session.step()
    assert not seen(session).others
    del other
    gc.collect()
    assert history() is None
