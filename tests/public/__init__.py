"""Public questions about training that goes wrong, with the askers' numbers.

`python -m tests.public` prints what each answer says beside what the program says.
"""
