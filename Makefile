# What one needs while working on it; CONTRIBUTING.md tells the rest.

.PHONY: check dist quick search shots

check:  ## all that CI checks, in a virtual environment of its own
	.ci/run

quick:  ## under a minute: style, types, imports, and tests that start no terminal
	ruff check . && ruff format --check .
	mypy
	lint-imports
	pytest -q tests/engine tests/data tests/analysis/test_curvature.py tests/views tests/presets

search:  ## the properties, with examples that no run has seen
	EXAMPLES=search pytest -q $$(grep -rl "^from hypothesis import" tests --include="test_*.py")

shots:  ## the stored screens and README's picture, drawn anew
	UPDATE_SCREENS=1 pytest -q tests/ui/test_screens.py
	python -m tests.picture

dist:  ## what is installed elsewhere: an sdist, and the wheel that is built of it
	rm -rf dist
	python -m build --outdir dist
