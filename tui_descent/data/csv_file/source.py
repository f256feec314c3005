"""The bytes of a CSV file as text: unzipped, in the right encoding, or refused for what it is."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tui_descent.data.csv_file.errors import CsvError
from tui_descent.engine.record import Value

MOST_BYTES = 256_000_000  # of text; more than that is no file to look at one pass at a time
BLOCK = 1 << 20
PARSED = 1 << 18  # bytes whose cells are found at once
HEAD = 1 << 21  # bytes that decide separator, names and spelling; most files are shorter
GZIP = b"\x1f\x8b"
MARKS = (  # of byte order, the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
AS_CSV = "save it as CSV"
KINDS = (  # how files begin that are no text
    (b"PK\x03\x04", "an Excel file or another zip archive", f"open it and {AS_CSV}"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file", f"open it in a spreadsheet and {AS_CSV}"),
    (b"%PDF", "a PDF file", "copy the table into a spreadsheet and save it as CSV"),
    (b"PAR1", "a Parquet file, which is binary", f"open it and {AS_CSV}"),
    (b"SQLite format 3", "an SQLite database, which is binary", "export a table as CSV"),
    (b"\x89HDF", "an HDF5 file, which is binary", f"open it and {AS_CSV}"),
    (b"\x93NUMPY", "a NumPy file, which is binary", "write it with numpy.savetxt"),
)
HTML = re.compile(r"\s*(<!doctype html|<html|<head|<body|<table|<!--)", re.IGNORECASE)
XML = re.compile(r"\s*<(\?xml|[a-z]\w*[\s>])", re.IGNORECASE)
JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\]\"\d-])")
MOST_CONTROL = 0.1  # of the characters of a text
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Source(Value):
    """A file whose text can be read from the beginning.

    encoding  as Python calls it
    size      of the text in bytes
    head      the text at its beginning, whole lines; all of it where it is short
    zipped    whether it was compressed
    """

    path: Path
    encoding: str
    size: int
    head: str
    zipped: bool

    @property
    def whole(self) -> bool:
        """Whether the head is all."""
        return self.size <= HEAD

    def opened(self) -> BinaryIO:
        """The bytes of the text, from the beginning."""
        return _opened(self.path, self.zipped)

    @property
    def single_bytes(self) -> bool:
        """Whether separators and digits are one byte each, as in ASCII."""
        return self.encoding in ("utf-8", "utf-8-sig", "cp1252", "latin-1")

    def blocks(self, first: int) -> Iterator[bytes]:
        """Whole lines in blocks of bytes, from the line with this number on."""
        with self.opened() as file:
            for _ in range(first - 1):
                file.readline()
            rest = b""
            while block := file.read(PARSED):
                end = block.rfind(b"\n") + 1
                if not end:
                    rest += block
                    continue
                yield rest + block[:end]
                rest = block[end:]
            if rest:
                yield rest if rest.endswith(b"\n") else rest + b"\n"

    def lines(self) -> Iterator[str]:
        """The lines of the text with their ends."""
        if self.whole:
            yield from io.StringIO(self.head, newline="")
            return
        with self.opened() as file, io.TextIOWrapper(file, self.encoding, newline="") as text:
            yield from text


def open_source(path: Path) -> Source:
    """Return the text of a CSV file; raises CsvError where it is none, OSError as `open` does."""
    with path.open("rb") as file:
        zipped = file.read(2) == GZIP
    head, size, is_utf8 = _scanned(path, zipped)
    if not head:
        raise CsvError("the file is empty", "give a line of names, and below it a row of numbers")
    for beginning, kind, remedy in KINDS:
        if head.startswith(beginning):
            raise CsvError(f"this is {kind}, and no CSV file", remedy)
    encoding = _encoding(head, is_utf8)
    text = _text(head, encoding, size > len(head))
    _refuse_other_kinds(text)
    return Source(path, encoding, size, text, zipped)


def _opened(path: Path, zipped: bool) -> BinaryIO:
    return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]


def _scanned(path: Path, zipped: bool) -> tuple[bytes, int, bool]:
    """The first bytes, how many there are, and whether all of them are UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, size, is_utf8 = bytearray(), 0, True
    try:
        with _opened(path, zipped) as file:
            while block := file.read(BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    wrong = f"more than {MOST_BYTES // 10**6} MB of text"
                    raise CsvError(wrong, "give a smaller file, with fewer rows or columns")
                if len(head) < HEAD:
                    head += block
                if is_utf8:
                    is_utf8 = _decodes(decoder, block)
        is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        wrong = f"a gzip file that is damaged ({error})"
        raise CsvError(wrong, "compress it again, or give the file uncompressed") from None
    return bytes(head), size, is_utf8


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(head: bytes, is_utf8: bool) -> str:
    """A mark of byte order, else UTF-16 by its zeros, else UTF-8, else cp1252."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    beginning = head[:4096]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = beginning[offset::2], beginning[1 - offset :: 2]
        if len(zeros) > 3 and zeros.count(0) > 0.7 * len(zeros) and not others.count(0):
            return encoding
    if is_utf8:
        return "utf-8"
    try:
        head.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _text(head: bytes, encoding: str, cut: bool) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=not cut)
    except UnicodeDecodeError:
        raise CsvError(f"not text: no {encoding} as it says", "save it as UTF-8") from None
    if cut:  # not in the middle of a line
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    return text


def _refuse_other_kinds(text: str) -> None:
    if not text.strip():
        raise CsvError("the file is empty", "give a line of names, and below it a row of numbers")
    if "\0" in text or len(CONTROL.findall(text)) > MOST_CONTROL * len(text):
        raise CsvError("not text but a binary file", "give a CSV file")
    if HTML.match(text):
        wrong = "a web page (HTML), and no CSV file"
        raise CsvError(wrong, "download the file itself, or save its table as CSV")
    if XML.match(text):
        raise CsvError("an XML file, and no CSV file", "save its table as CSV")
    if JSON.match(text):
        raise CsvError("JSON, and no CSV file", "save its table as CSV")
