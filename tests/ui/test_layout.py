"""Where panels stand: nothing overlaps, nothing is cut, and the hero has the largest part."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region, Size

from tui_descent.ui.layout import LEAST_HERO, Part, places, stacked


def part(id: str, rank: int, least: int, more: int, most: int) -> Part:
    return Part(id, least, least + more, least + more + most, rank)


PARTS = st.lists(
    st.builds(
        part,
        st.sampled_from("abcdefgh"),
        st.integers(0, 2),
        st.integers(3, 12),
        st.integers(0, 12),
        st.integers(0, 20),
    ),
    max_size=6,
    unique_by=lambda part: part.id,
)
ROOMS = st.builds(Size, st.integers(30, 260), st.integers(5, 80))


@given(room=ROOMS, parts=PARTS, cut=st.integers(0, 6), wide=st.integers(0, 70))
def test_panels_stand_side_by_side_within_the_room(
    room: Size, parts: list[Part], cut: int, wide: int
) -> None:
    found = places(room, "hero", parts[:cut], parts[cut:], wide)
    assert all(room.region.contains_region(region) for region in found.values())
    for one, other in combinations(found.values(), 2):
        assert not one.overlaps(other)
    hero = found["hero"]
    assert hero.width >= min(room.width, LEAST_HERO)
    assert hero.height == room.height
    for each in parts:
        if each.id in found:
            assert each.least <= found[each.id].height <= each.most


@given(parts=PARTS, height=st.integers(5, 80))
def test_what_matters_most_never_gives_way_to_what_matters_less(
    parts: list[Part], height: int
) -> None:
    found = stacked(Region(0, 0, 30, height), parts)
    for each in parts:
        if each.id not in found:
            taken = sum(found[one.id].height for one in parts if one.id in found)
            least = sum(one.least for one in parts if one.id in found and one.rank <= each.rank)
            assert taken + each.least > height or least + each.least > height


def test_more_window_is_more_hero() -> None:
    numbers, views = [Part("table", 4, 9, 9)], [Part("loss", 6, 9, 16)]
    sizes = [Size(width, width // 3) for width in range(70, 240)]
    areas = [places(size, "hero", numbers, views)["hero"].area for size in sizes]
    shares = [area / size.area for area, size in zip(areas, sizes, strict=True)]
    assert min(shares) >= 0.5
