"""What a machine needs to let a class in over SSH: two files, to be put in place by root.

There is no SSH server of ours: OpenSSH starts one process for each learner, a wrapper that
becomes tui-descent in class mode. A third file is for HAProxy, where a class needs several hosts.
"""

import os
import re
from functools import lru_cache
from pathlib import Path

PARTS = ("sshd_config", "wrapper")
BEYOND_ONE_HOST = ("haproxy",)
NEWER = re.compile(r"@(\d+\.\d+)@")  # before a line that servers know from this version on
FILES = {"sshd_config": "sshd_config", "wrapper": "tui-descent-class", "haproxy": "haproxy.cfg"}


def part(name: str, python: str) -> str:
    """Return one of the files; `python` is the interpreter that tui-descent is installed for."""
    import shlex

    text = (Path(__file__).parent / FILES[name]).read_text("utf-8")
    text = text.replace("@PYTHON@", shlex.quote(python))
    return NEWER.sub(lambda found: _unless_known(found[1]), text)


def _unless_known(version: str) -> str:
    """What makes a comment of a line that only newer servers than the one here understand."""
    known = tuple(map(int, version.split(".")))
    return "" if server_version() >= known else f"# OpenSSH {version} or newer: "


@lru_cache(maxsize=1)
def server_version() -> tuple[int, ...]:
    """The version of this machine's sshd; (0, 0) if there is none."""
    import shutil
    import subprocess

    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if sshd is None:
        return (0, 0)
    told = subprocess.run([sshd, "-V"], capture_output=True, text=True, check=False)
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", told.stdout + told.stderr)
    return (int(found[1]), int(found[2])) if found else (0, 0)
