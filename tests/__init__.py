"""What is claimed, tried. Each has one thread for its matrices, as the program itself has it."""

import os

from tui_descent.main import BLAS_THREADS

for variable in BLAS_THREADS:  # before anything imports numpy
    os.environ.setdefault(variable, "1")
