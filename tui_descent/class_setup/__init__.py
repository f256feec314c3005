"""What a machine needs to let a class in over SSH: two files, to be put in place by root.

There is no SSH server of ours: OpenSSH starts one process for each learner, a wrapper that
becomes tui-descent in class mode.
"""

import shlex
from pathlib import Path

PARTS = ("sshd_config", "wrapper")
FILES = {"sshd_config": "sshd_config", "wrapper": "tui-descent-class"}


def part(name: str, python: str) -> str:
    """Return one of the two; `python` is the interpreter that tui-descent is installed for."""
    text = (Path(__file__).parent / FILES[name]).read_text("utf-8")
    return text.replace("@PYTHON@", shlex.quote(python))
