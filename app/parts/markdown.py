"""Somebody's text inside our Markdown."""

import re
from typing import Any

MARKS = str.maketrans({c: "\\" + c for c in "\\`*_{}[]()<>#+-=.!|~$:&"})
INDENT = re.compile(r"(?m)^[ \t]+")

# What Streamlit's page makes of plain text after the marks are read, so that a backslash does not help: links of addresses, emoji and icons of
# :names:, arrows and dashes of signs that stand alone.
ALIVE = re.compile(r"(?i)(?<=http)s?:(?=//)|(?<=www)\.|@|:(?=(?!\d\d?:)[\w+-]+:)|:(?=material/)|(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)")


def plain(text: Any) -> str:
    """Somebody's text inside our Markdown, with nothing in it that Markdown, or what Streamlit adds to it, would act on."""
    words, out, end = INDENT.sub("", str(text)), "", 0
    for found in ALIVE.finditer(words):
        out += words[end : found.start()].translate(MARKS) + "".join(map(_apart, found[0]))
        end = found.end()
    return out + words[end:].translate(MARKS)


def _apart(character: str) -> str:
    """The character as a piece of text of its own: a colour directive without a colour. It looks and copies as itself."""
    return f":color[{character.translate(MARKS)}]"
