"""Private names of Textual and Rich, which their next version may drop: where, and which."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Generic

import pytest

import tui_descent

PACKAGE = Path(tui_descent.__file__).parent
LIBRARIES = ("textual", "rich")
PYTHONS = {"_exit"}  # of os: public, whatever its name
USED = {
    "_ansi_sequences": "textual",
    "_app": "textual.driver.Driver",
    "_byte_stream": "textual.drivers",
    "_check_action_state": "textual.app.App",
    "_color_system": "rich.console.Console",
    "_compositor": "textual.screen.Screen",
    "_compositor_refresh": "textual.screen.Screen",
    "_debug": "textual.driver.Driver",
    "_dirty_regions": "textual._compositor.Compositor",
    "_dirty_widgets": "textual.screen.Screen",
    "_disable_mouse_support": "textual.drivers.linux_driver.LinuxDriver",
    "_display": "textual.app.App",
    "_driver": "textual.app.App",
    "_enable_mouse_support": "textual.drivers.linux_driver.LinuxDriver",
    "_get_terminal_size": "textual.drivers.linux_driver.LinuxDriver",
    "_key_thread": "textual.drivers.linux_driver.LinuxDriver",
    "_layout_required": "textual.widget.Widget",
    "_loop": "textual.driver.Driver",
    "_mouse": "textual.driver.Driver",
    "_on_timer_update": "textual.screen.Screen",
    "_on_meta": "textual.drivers.web_driver.WebDriver",
    "_modal_binding_chain": "textual.screen.Screen",
    "_must_signal_resume": "textual.drivers.linux_driver.LinuxDriver",
    "_query_in_band_window_resize": "textual.drivers.linux_driver.LinuxDriver",
    "_queue": "textual.drivers._writer_thread.WriterThread",
    "_repaint_regions": "textual.widget.Widget",
    "_run_input_thread": "textual.drivers.linux_driver.LinuxDriver",
    "_scroll_required": "textual.widget.Widget",
    "_sequence_to_key_events": "textual._xterm_parser.XTermParser",
    "_set_pointer_shape": "textual.app.App",
    "_sigcont_application": "textual.drivers.linux_driver.LinuxDriver",
    "_write": "textual.drivers.web_driver.WebDriver",
    "_writer_thread": "textual.drivers.linux_driver.LinuxDriver",
    "_xterm_parser": "textual",
}


def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def defined(tree: ast.Module) -> Iterator[str]:
    """Names that this file gives to something of its own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def foreign(tree: ast.Module, own: set[str]) -> Iterator[str]:
    """Private names that it takes from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARIES):
            yield from filter(is_private, (node.module or "").split("."))
            yield from (alias.name for alias in node.names if is_private(alias.name))
        elif isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            yield node.attr


def overridden(name: str) -> Iterator[str]:
    """Private names that a module's classes give anew to what a library's class has."""
    for thing in vars(importlib.import_module(name)).values():
        if inspect.isclass(thing) and thing.__module__ == name:
            above = [base for base in thing.__mro__ if base.__module__.startswith(LIBRARIES)]
            for found in filter(is_private, vars(thing)):
                written = getattr(vars(thing)[found], "__module__", "") == name
                if written and any(found in vars(base) for base in above):
                    yield found


def test_only_terminal_leans_on_private_names_and_on_these() -> None:
    """Public names of Textual do for all other files; each exception is named above."""
    found = trees()
    own = {name for tree in found.values() for name in defined(tree)}
    inside: set[str] = set()
    outside: set[str] = set()
    for path, tree in found.items():
        place = path.relative_to(PACKAGE)
        names = set(foreign(tree, own)) - PYTHONS
        if place.parts[0] in ("terminal", "ui"):
            module = ".".join(["tui_descent", *place.with_suffix("").parts])
            names |= set(overridden(module.removesuffix(".__init__")))
        (inside if place.parts[0] == "terminal" else outside).update(names)
    assert not outside
    used_here_too = {name for name in USED if name in own}  # overridden, and called by our own
    assert inside | used_here_too == set(USED)


@pytest.mark.parametrize("name", USED)
def test_the_installed_version_has_it(name: str) -> None:
    owner, _, last = USED[name].rpartition(".")
    if last.islower():
        importlib.import_module(f"{USED[name]}.{name}")
        return
    thing = getattr(importlib.import_module(owner), last)
    bases = (base for base in thing.__mro__ if base not in (object, Generic))
    given = "".join(inspect.getsource(base) for base in bases)
    assert hasattr(thing, name) or f"self.{name}" in given
