"""`python -m tui_descent` is the same as `tui-descent`."""

from tui_descent.main import main

if __name__ == "__main__":
    main()
