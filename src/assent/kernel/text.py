"""What free text may hold: everything that can be read, nothing that hides or turns other text."""

import unicodedata

# Marks and overrides of writing direction can make a line read as something it is not (Unicode TR 36, section 2.5).
BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKS = frozenset("\n\t")
REFUSED = ("Cc", "Cs", "Zl", "Zp")  # control, lone surrogate, line separator, paragraph separator
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NAME_LIMIT = 300
TEXT_LIMIT = 5_000


def tidy(text: str) -> str:
    """The text without space around it and with one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def flaw(text: str, *, limit: int = NAME_LIMIT, lines: bool = False, empty: bool = False) -> str | None:
    """What is wrong with a (tidied) text, as a sentence, or None. `lines` allows line breaks, `empty` no text at all."""
    if not text and not empty:
        return "This cannot be empty."
    if len(text) > limit:
        return f"At most {limit} characters; these are {len(text)}."
    for character in text:
        if lines and character in LINE_BREAKS:
            continue
        if character in BIDI or character == "\ufeff" or unicodedata.category(character) in REFUSED:
            return f"The character U+{ord(character):04X} cannot be read and is not accepted. Take it out."
    return None


def quoted(text: str, limit: int = 40) -> str:
    """A piece of somebody's text inside a sentence of ours: short, on one line, with nothing hidden."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return "“" + "".join(c if flaw(c) is None else f"\\u{ord(c):04x}" for c in short) + "”"


def inert(text: str) -> str:
    """The text as a cell of a CSV file: with an apostrophe in front where a spreadsheet would run it as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
