"""A term of the glossary."""

from msgspec import Struct


class Term(Struct, frozen=True):
    """A word, symbol or abbreviation, and what it means.

    name     as the screen writes it
    meaning  a sentence; `{back}` in it stands for the name of a key or command
    example  another one
    also     other ways to write it, and the names of letters that no keyboard has
    where    where it has this meaning, if it has others elsewhere: `gauge`
    in_words meaning and example where the plain mode has them otherwise: it draws no pictures
    drawn    whether only pictures have it, so that the plain mode never says it
    """

    name: str
    meaning: str
    example: str
    also: tuple[str, ...] = ()
    where: str = ""
    in_words: str = ""
    drawn: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All ways to write it, the first one as the screen does."""
        return (self.name, *self.also)

    @property
    def heading(self) -> str:
        """`learning rate, lr, η, eta`, or `slow, · (gauge)`."""
        return ", ".join(self.names) + (f" ({self.where})" if self.where else "")

    @property
    def text(self) -> str:
        """The meaning with its example."""
        return f"{self.meaning} Example: {self.example}"

    @property
    def names_in_words(self) -> tuple[str, ...]:
        """The names that the plain mode uses, without signs that pictures have for them."""
        return self.name, *(name for name in self.also if any(char.isalnum() for char in name))

    @property
    def line(self) -> str:
        """What the plain mode prints: these names, and what they mean in words."""
        heading = ", ".join(self.names_in_words) + (f" ({self.where})" if self.where else "")
        return f"{heading}: {self.in_words or self.text}"

    def __str__(self) -> str:
        return f"{self.heading}: {self.text}"
