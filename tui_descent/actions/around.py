"""Ways around: what to open, help, the end."""

from tui_descent.actions.action import Action, Key

ACTIONS = (
    Action(
        "open",
        "NAME|NUMBER|FILE [COLUMN]",
        "open a problem, or a CSV file with the column to predict",
        example="open xor; open 5 opens the fifth of the list; open houses.csv price your own "
        "file.",
    ),
    Action(
        "learn",
        "[NUMBER|FILE]",
        "open a lesson; without a name, the one you left",
        example="learn 3 opens the third lesson, learn my-lesson.toml one of your own.",
    ),
    Action(
        "resume",
        "[NUMBER|NAME]",
        "go on with a saved session",
        example="resume 1 goes on with the session you left last.",
    ),
    Action("list", "", "the saved sessions, the lessons and the problems", looks=True),
    Action(
        "home",
        "",
        "leave what is open",
        keys=(Key("home", "h", "choose another problem or lesson", "list", stays=True),),
    ),
    Action(
        "help",
        "[NAME|words]",
        "the commands, one of them, or what a word means",
        example="help rate explains the command, help limit a word; help words lists all words.",
        keys=(
            Key("help", "question_mark", "the keys, and what all words mean", "help", stays=True),
        ),
        looks=True,
    ),
    Action(
        keys=(
            Key(
                "commands",
                "ctrl+p",
                "find a command by its name",
                call="command_palette",
                scope="everywhere",
            ),
            Key("repaint", "ctrl+l", "draw the whole screen again", scope="everywhere"),
            Key(
                "suspend",
                "ctrl+z",
                "put the program aside; fg brings it back",
                call="suspend_process",
                scope="everywhere",
            ),
        )
    ),
    Action(
        "quit",
        "",
        "end",
        keys=(
            Key(
                "quit",
                "q",
                "quit; ctrl+c quits from anywhere",
                "quit",
                stays=True,
                scope="everywhere",
            ),
        ),
    ),
)
