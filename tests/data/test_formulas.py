"""Formulas of surfaces: read as they are written, with exact derivatives; nothing else is read."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_descent.data.formulas import KNOWN, FormulaError, read_formula
from tui_descent.data.surfaces import SURFACES, Surface, make_surface
from tui_descent.engine.arrays import FloatArray
from tui_descent.presets import PresetError, load
from tui_descent.presets.loading import load_file
from tui_descent.presets.variation import vary

WRITTEN = {  # the surfaces that come with the program, as formulas
    "bowl": "x**2 + y**2",
    "ravine": "0.1*x**2 + 0.1*20*y**2",
    "saddle": "x**2 - y**2",
    "double_well": "x**4/4 - x**2 + 0.3*x + 1.5",
    "plateau": "1 - exp(-(x**2 + y**2)/2)",
    "rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "beale": "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
}


@pytest.mark.parametrize("name", SURFACES)
def test_a_known_surface_written_as_a_formula_is_the_same(name: str) -> None:
    known, read = make_surface(name), read_formula(WRITTEN[name])
    places = np.random.default_rng(3).uniform(-3.0, 3.0, (2, 20, known.dimensions))
    for found, wanted in zip(
        read.full_value_and_gradient(places), known.full_value_and_gradient(places), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    for place in places.reshape(-1, known.dimensions):
        np.testing.assert_allclose(
            read.hessian(place), known.hessian(place), rtol=1e-11, atol=1e-11
        )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-x**2", -4.0),
        ("2**-x", 0.25),
        ("2**x**2", 16.0),
        ("x - 1 - 1", 0.0),
        ("8/x/2", 2.0),
        ("-x*-x", 4.0),
        ("+x", 2.0),
        ("1.5e1*x + .5", 30.5),
        ("x² + 3·x − 1", 9.0),
        ("abs(-x)", 2.0),
        ("sin(x)**2 + cos(x)**2", 1.0),
        ("log(exp(x))", 2.0),
        ("tan(x) - sin(x)/cos(x)", 0.0),
        ("sqrt(x*x)", 2.0),
        ("tanh(x)", math.tanh(2.0)),
        ("pi*x + e", 2.0 * math.pi + math.e),
        ("x**0", 1.0),
        ("0*x", 0.0),
    ],
)
def test_it_is_read_by_the_usual_precedence(text: str, wanted: float) -> None:
    assert float(read_formula(text).value(np.array([2.0]))) == pytest.approx(wanted, abs=1e-14)


PARTS = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "pi", "3"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda t: f"({''.join(t)})"),
        inner.map(lambda part: f"({part})**2"),
        inner.map(lambda part: f"-{part}"),
        inner.map(lambda part: f"sin({part})"),
        inner.map(lambda part: f"cos({part})"),
        inner.map(lambda part: f"tanh({part})"),
        inner.map(lambda part: f"exp(-({part})**2)"),
        inner.map(lambda part: f"sqrt(1 + ({part})**2)"),
        inner.map(lambda part: f"log(2 + sin({part}))"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})/(2 + ({t[1]})**2)"),
        inner.map(lambda part: f"(1.5 + cos({part}))**({part})"),
    ),
    max_leaves=8,
)


@given(PARTS, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_derivatives_are_those_of_differences(text: str, x: float, y: float) -> None:
    surface = read_formula(f"{text} + 0*x + 0*y")
    place, step = np.array([x, y]), 1e-5
    value, gradient = surface.full_value_and_gradient(place)
    if not (np.isfinite(value) and np.abs(gradient).max() < 1e3 and abs(value) < 1e3):
        return
    ways = step * np.eye(2)
    differences = [
        (surface.value(place + way) - surface.value(place - way)) / (2 * step) for way in ways
    ]
    bends = surface.hessian(place)
    size = 1.0 + np.abs(bends).max()
    if size > 1e4:  # there differences are too coarse
        return
    np.testing.assert_allclose(gradient, differences, atol=1e-6 * size)
    turned = [(slope(surface, place + way) - slope(surface, place - way)) for way in ways]
    np.testing.assert_allclose(bends, np.array(turned) / (2 * step), atol=1e-4 * size)
    np.testing.assert_allclose(bends, bends.T, rtol=1e-9, atol=1e-12)


def slope(surface: Surface, place: FloatArray) -> FloatArray:
    return surface.full_value_and_gradient(place)[1]


@given(st.text(alphabet="xy0123456789.+-*/() sincolgepabtqrhw^,_='\"[]{}\n\\é∞", max_size=60))
def test_whatever_is_typed_is_a_surface_or_is_refused_in_a_line(text: str) -> None:
    surface, why = read_or_why(text)
    if surface is None:
        assert why.isprintable()
        assert "; " in why
        return
    place = np.full(surface.dimensions, 0.7)
    value, gradient = surface.full_value_and_gradient(place)
    assert value.shape == ()
    assert gradient.shape == place.shape
    assert surface.hessian(place).shape == (surface.dimensions, surface.dimensions)


def read_or_why(text: str) -> tuple[Surface | None, str]:
    try:
        return read_formula(text), ""
    except FormulaError as error:
        return None, str(error)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "write one"),
        ("   ", "write one"),
        ("1 + 2", "neither x nor y"),
        ("y**2", "call the only coordinate x"),
        ("3x", "write 3*x"),
        ("x^2", "write **"),
        ("(x", "add )"),
        ("x)", ") does not belong here"),
        ("x +", "breaks off"),
        ("sin x", "write sin(x)"),
        ("ln(x)", "did you mean log?"),
        ("cosh(x)", "did you mean cos?"),
        ("z", "did you mean y?"),
        ("__import__('os').system('true')", "__import__ is not known"),
        ("x.__class__", "does not belong here"),
        ("lambda: x", "lambda is not known"),
        ("x if y else x", "if is not known"),
        ("x, y", ", does not belong here"),
        ("x = 2", "= does not belong here"),
        ("(" * 500 + "x", "500 are the most"),
        ("(" * 60 + "x" + ")" * 60, "nested too deeply"),
        ("-" * 60 + "x", "nested too deeply"),
        ("x" + "**2" * 60, "nested too deeply"),
        ("\x1b[2Jx", "does not belong here"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(text: str, says: str) -> None:
    with pytest.raises(FormulaError) as refused:
        read_formula(text)
    assert says in str(refused.value)


@pytest.mark.parametrize("text", ["x**1000000000", "10**10**10*x", "9**9**9**9*x", "exp(exp(x))"])
def test_huge_powers_are_numbers_or_none_and_do_not_hang(text: str) -> None:
    with np.errstate(all="ignore"):
        assert not np.isfinite(read_formula(text).value(np.array([7.0])))


def test_a_preset_may_have_a_formula_in_place_of_a_name(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "mine.toml"
    whole = (
        'format = 1\ntitle = "Mine"\n[training]\nlearning_rate = 0.1\n'
        '[surface]\nformula = "x**2 + 3*y**2"\nstart = [1.0, 2.0]\n'
    )
    file.write_text(whole)
    preset = load_file(file)
    assert float(preset.objective.value(np.array([1.0, 2.0]))) == 13.0
    for old, new, says in (
        ('formula = "x**2 + 3*y**2"\n', "", "neither a name nor a formula"),
        ("[surface]\n", '[surface]\nname = "bowl"\n', "given beside a name"),
        ("[1.0, 2.0]", "[1.0]", "1 coordinates for a surface over 2"),
        ("x**2 + 3", "log(x - 5) + 3", "at 1, 2 there is no height"),
        ("3*y", "3y", "surface.formula: 3 and y without a sign between; write 3*y"),
    ):
        file.write_text(whole.replace(old, new))
        with pytest.raises(PresetError, match=says.replace("*", r"\*")):
            load_file(file)


def test_a_surface_takes_another_height_and_starts_where_it_did() -> None:
    bowl = load("bowl")
    steep = vary(bowl, formula="x**2 + 20*y**2")
    np.testing.assert_array_equal(steep.initial_parameters(), bowl.initial_parameters())
    curve = vary(steep, formula="x**4 - 3*x**3 + 2")
    np.testing.assert_array_equal(curve.initial_parameters(), bowl.initial_parameters()[:1])
    again = vary(curve, formula="himmelblau")
    assert again.objective.parameter_count == 2
    assert again.tables.surface is not None
    assert again.tables.surface.formula is None
    with pytest.raises(PresetError, match="only a surface has one"):
        vary(load("xor"), formula="x**2")


def test_all_that_is_known_is_told_where_a_name_is_not() -> None:
    with pytest.raises(FormulaError) as refused:
        read_formula("qqqqqqqq(x)")
    assert all(name in str(refused.value) for name in KNOWN)
