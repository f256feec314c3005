"""A Python as on Windows: without the modules, signals and flags that only Unix has."""

WITHOUT = """
import os, select, signal, sys

UNIX = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "readline", "syslog", "curses")

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in UNIX:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in UNIX:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for module, names in {
    os: "O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC fork forkpty getgid "
        "fchmod fchown killpg mkfifo openpty setsid getpgid tcgetpgrp "
        "chown lchown",
    signal: "SIGHUP SIGQUIT SIGTSTP SIGCONT SIGTTIN SIGTTOU SIGWINCH SIGPIPE SIGKILL SIGUSR1 "
        "SIGALRM SIGCHLD SIGUSR2 SIGPROF SIGVTALRM SIGIO alarm setitimer pthread_sigmask "
        "pthread_kill sigwait siginterrupt",
    select: "poll epoll",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
"""
UNIX_ONLY = (
    *("tui_descent.terminal.driver", "tui_descent.terminal.keyboard"),
    *("tui_descent.terminal.browser_driver", "tui_descent.browser.serving"),
    "tui_descent.browser.visit",
)
ALL_MODULES = f"""{WITHOUT}
import importlib, pkgutil, tui_descent
for module in pkgutil.walk_packages(tui_descent.__path__, "tui_descent."):
    if module.name not in {UNIX_ONLY!r} and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""
COMMAND = f"""{WITHOUT}
sys.argv[0] = "tui-descent"
from tui_descent.main import main
main()
"""
SAVE = f"""{WITHOUT}
from tui_descent.presets import load
from tui_descent.saved.sessions import save
from tui_descent.session.session import Session
session = Session(load("xor"))
session.step(30)
save(session)
"""
