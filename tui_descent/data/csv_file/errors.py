"""What a CSV file is refused with."""


class CsvError(Exception):
    """What is wrong with a CSV file, where in it, and what would be right."""

    def __init__(self, wrong: str, remedy: str, place: str = "") -> None:
        super().__init__(f"{wrong}; {remedy}")
        self.wrong = wrong
        self.remedy = remedy
        self.place = place
