"""A learner's formula in a script: the same text, on numbers that carry their slopes along."""

from tui_descent.data.formulas import CONSTANTS, FUNCTIONS, SPELLED, TOKEN

DUAL = '''\
class Dual:
    """A number and its slope by each coordinate: forward differentiation."""

    __array_priority__ = 1.0

    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        other = dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = dual(other)
        slope = self.slope * other.value + other.slope * self.value
        return Dual(self.value * other.value, slope)

    def __pow__(self, power):
        if isinstance(power, Dual):
            return exp(power * log(self))
        slope = power * np.power(self.value, power - 1.0) if power else 0.0
        return Dual(np.power(self.value, float(power)), slope * self.slope)

    def __neg__(self):
        return -1.0 * self

    def __sub__(self, other):
        return self + -1.0 * dual(other)

    def __rsub__(self, other):
        return other + -1.0 * self

    def __truediv__(self, other):
        return self * dual(other) ** -1.0

    def __rtruediv__(self, other):
        return other * self**-1.0

    def __rpow__(self, base):
        return dual(base) ** self

    __radd__, __rmul__ = __add__, __mul__
    __pos__ = lambda self: self
    __abs__ = lambda self: Dual(abs(self.value), np.sign(self.value) * self.slope)


def dual(number):
    return number if isinstance(number, Dual) else Dual(float(number))


def chained(function, slope):
    """A function of a Dual by the chain rule."""

    def of(number):
        there = dual(number)
        return Dual(function(there.value), slope(there.value) * there.slope)

    return of'''

SLOPES = {  # of each function, by what is in its brackets
    "sin": "np.cos",
    "cos": "lambda v: -np.sin(v)",
    "tan": "lambda v: 1.0 + np.tan(v) ** 2",
    "exp": "np.exp",
    "log": "lambda v: 1.0 / v",
    "sqrt": "lambda v: 0.5 / np.sqrt(v)",
    "tanh": "lambda v: 1.0 - np.tanh(v) ** 2",
}


def as_python(text: str) -> tuple[str, set[str]]:
    """Return a formula that can be read as Python writes it, and the names in it."""
    found, names = "", set()
    for token in TOKEN.finditer(text.translate(SPELLED).strip()):
        number, name, sign = token.groups()
        if number is not None:
            found += str(int(number)) if number.isdecimal() and len(number) < 16 else _real(number)
        elif name is not None:
            names.add(name)
            found += name
        else:
            found += f" {sign} " if sign in "+-*/" and found[-1:] not in ("", "(") else sign
    return found, names


def _real(number: str) -> str:
    return repr(float(number))


def numpy_formula(text: str) -> str:
    """Return the functions that work out a formula and its gradient at theta."""
    formula, names = as_python(text)
    functions = {"exp", "log", *(names & set(FUNCTIONS))} - {"abs"}
    lines = [DUAL, "", ""]
    lines += [f"{name} = chained(np.{name}, {SLOPES[name]})" for name in sorted(functions)]
    lines += [f"{name} = {CONSTANTS[name]!r}" for name in sorted(names & set(CONSTANTS))]
    coordinates = ["x", "y"] if "y" in names else ["x"]
    rows = ", ".join(f"Dual(theta[{n}], np.eye({len(coordinates)})[{n}])" for n in _places(names))
    return "\n".join(
        [
            *lines,
            "",
            "",
            "def height_and_gradient(theta):",
            f"    {', '.join(coordinates)} = {rows}",
            f"    height = {formula}",
            "    return height.value, height.slope",
        ]
    )


def _places(names: set[str]) -> range:
    return range(2 if "y" in names else 1)


def torch_formula(text: str) -> str:
    """Return the function that works out a formula at w."""
    formula, names = as_python(text)
    lines = []
    for name in sorted((names & set(FUNCTIONS)) - {"abs"}):
        lines += [f"def {name}(v):", f"    return torch.{name}(torch.as_tensor(v))", "", ""]
    lines += [f"{name} = {CONSTANTS[name]!r}" for name in sorted(names & set(CONSTANTS))]
    coordinates = "x, y = w" if "y" in names else "(x,) = w"
    return "\n".join(
        [
            *lines,
            *[""] * (2 * bool(names & set(CONSTANTS))),
            "def height(w):",
            f"    {coordinates}",
            f"    return {formula}",
        ]
    )
