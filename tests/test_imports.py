"""What is imported when: the engine and the headless commands know no screen."""

import subprocess
import sys

import pytest

SCREEN = {"textual", "rich", "plotext"}


def imported(code: str, env: dict[str, str]) -> set[str]:
    """The top-level modules that a fresh interpreter has after running the code."""
    report = f"{code}\nimport sys; print(*sorted(sys.modules), file=sys.stderr)"
    result = subprocess.run(
        [sys.executable, "-c", report], env=env, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in result.stderr.split()}


@pytest.mark.parametrize(
    "code",
    [
        "import tui_descent.engine.descent, tui_descent.engine.history",
        "import tui_descent.session.session",
        "from tui_descent.cli import run_command; run_command(['run', 'xor', '--passes', '2'])",
        "from tui_descent.cli import run_command; run_command(['presets'])",
        "from tui_descent.cli import run_command; run_command(['lessons'])",
        "import numpy, tui_descent.lessons.checking",
    ],
)
def test_without_a_screen_nothing_of_one_is_imported(code: str, env: dict[str, str]) -> None:
    modules = imported(code, env)
    assert "numpy" in modules
    assert not modules & SCREEN


@pytest.mark.parametrize(
    "code",
    [
        "from tui_descent.cli import run_command; run_command(['run', 'xor', '--passes', '2'])",
        "import tui_descent.cli, tui_descent.ui.app",
        "import tui_descent.lessons.progress",
    ],
)
def test_no_database_is_imported_before_progress_is_opened(code: str, env: dict[str, str]) -> None:
    assert "sqlite3" not in imported(code, env)


def test_the_engine_needs_numpy_alone(env: dict[str, str]) -> None:
    modules = imported("import tui_descent.engine.history, tui_descent.analysis.verdict", env)
    assert not modules & {*SCREEN, "click", "msgspec", "platformdirs", "tomllib"}


@pytest.mark.parametrize(
    "code",
    [
        "from tui_descent.cli import run_command; run_command(['run', 'xor', '--passes', '1'])",
        "import tui_descent.cli, tui_descent.ui.app, tui_descent.ui.screens.home",
    ],
)
def test_the_reader_of_csv_files_is_imported_with_a_csv_file_only(
    code: str, env: dict[str, str]
) -> None:
    report = f"{code}; import sys; print(any('csv_file' in name for name in sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", report], env=env, capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "False"


def test_no_server_is_imported_before_somebody_serves(env: dict[str, str]) -> None:
    modules = imported("import tui_descent.cli, tui_descent.ui.app", env)
    assert not modules & {"aiohttp", "textual_serve", "jinja2"}


def test_the_tests_need_no_extra_but_their_own(env: dict[str, str]) -> None:
    without = "import sys; sys.modules |= dict.fromkeys(('aiohttp', 'jinja2', 'textual_serve'))"
    modules = imported(f"{without}\nfrom tests.fork_server import import_all; import_all()", env)
    assert "tui_descent" in modules
