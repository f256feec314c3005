"""What a shell may complete: names of presets, lessons, optimizers, and what options take.

click asks these while somebody presses tab, so each imports what it needs only then. Where none
of the names begins so, the shell completes files.
"""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELLS = ("bash", "zsh", "fish")
ASKED_BY = "_TUI_DESCENT_COMPLETE"  # the variable in which a shell says what it asks
SCRIPTS = {  # click's own lose the option in `--loss=b`, and fish's what follows a comma
    "zsh": """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a completions described response
    local type key description
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
        %(complete_var)s=zsh_complete %(prog_name)s)}")
    compset -P '--*='
    for type key description in "${response[@]}"; do
        case $type in
            file) _path_files -f ;;
            dir) _path_files -/ ;;
            plain)
                if [[ $description == _ ]]; then
                    completions+=("$key")
                else
                    described+=("$key:$description")
                fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described
    (( $#completions )) && compadd -V unsorted -a completions
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
""",
    "fish": """\
function %(complete_func)s
    set -l word (commandline -t)
    set -l option (string match -r -- '^--[^=]*=' $word)
    for completion in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) \
            COMP_CWORD=$word %(prog_name)s)
        set -l found (string split -m 1 , -- $completion)
        switch $found[1]
            case file dir
                for path in (__fish_complete_path $found[2])
                    echo "$option$path"
                end
            case plain
                echo "$option$found[2]"
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
""",
}
Asked = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def source(commands: click.Command, shell: str) -> str:
    """Return the script that a shell reads to complete this program's command line."""
    from click.shell_completion import ShellComplete, get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    asking = complete(commands, {}, "tui-descent", ASKED_BY)
    if shell in SCRIPTS:
        return SCRIPTS[shell] % asking.source_vars()
    return ShellComplete.source(asking)  # without asking which bash there is


def prepare() -> None:
    """Send names to the shell as UTF-8, whatever the locale."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _of(names: Callable[[], Iterable[str]], files: bool = False) -> Asked:
    def asked(
        context: click.Context, param: click.Parameter, incomplete: str
    ) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name) for name in names() if name.startswith(incomplete)]
        return found or ([CompletionItem(incomplete, type="file")] if files else [])

    return asked


def _presets() -> Iterable[str]:
    from tui_descent.presets.loading import names

    return names()


def _lessons() -> Iterable[str]:
    from tui_descent.lessons.listing import lesson_names

    return lesson_names()


def _sessions() -> Iterable[str]:
    from tui_descent.saved.sessions import saved_sessions

    return [saved.name for saved in saved_sessions()[0]]


def _optimizers() -> Iterable[str]:
    from tui_descent.engine.optimizers import OPTIMIZERS

    return OPTIMIZERS


def _activations() -> Iterable[str]:
    from tui_descent.engine.activations import ACTIVATIONS

    return ACTIVATIONS


def _losses() -> Iterable[str]:
    from tui_descent.engine.losses import LOSSES

    return LOSSES


def _generators() -> Iterable[str]:
    from tui_descent.data.generators import GENERATORS

    return GENERATORS


def _surfaces() -> Iterable[str]:
    from tui_descent.data.surfaces import SURFACES

    return SURFACES


def _schedules() -> Iterable[str]:
    """Each with the settings that it needs."""
    from tui_descent.engine.schedules import SCHEDULES, required

    return [",".join([name, *(f"{key}=" for key in required(r))]) for name, r in SCHEDULES.items()]


def _keys() -> Iterable[str]:
    """All keys of a preset's tables, as `--set` takes them."""
    from tui_descent.presets import format as tables

    named: dict[str, Any] = {
        "data": tables.DataTable,
        "network": tables.NetworkTable,
        "surface": tables.SurfaceTable,
        "training": tables.TrainingTable,
        "stop": tables.StopTable,
    }
    return [f"{name}.{key}=" for name, table in named.items() for key in table.__struct_fields__]


preset_names = _of(_presets, files=True)
lesson_names = _of(_lessons, files=True)
session_names = _of(_sessions)
optimizer_names = _of(_optimizers)
activation_names = _of(_activations)
loss_names = _of(_losses)
generator_names = _of(_generators)
surface_names = _of(_surfaces)
schedule_names = _of(_schedules)
key_names = _of(_keys)
file_names = _of(lambda: (), files=True)
