"""Tables to read, as HTML of our own: links stay in this window, cells wrap, text can be selected. To sort and pick: st.dataframe."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from app.parts.address import with_day

TOP = "vertical-align:top"
WRAP = f"{TOP};white-space:normal;overflow-wrap:anywhere"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, wide: str, minor: Sequence[str] = (), right: Sequence[str] = ()) -> None:
    """Cells are HTML; use `text`, `link`, `digest`. `wide` takes the room that is left and wraps; `minor` is left out on a phone."""
    look = [("i " if h in minor else "") + ("n" if h in right else "") for h in heads]
    top = "".join(f"<th class='{c}'{' style=width:99%' if h == wide else ''}>{h}</th>" for h, c in zip(heads, look, strict=True))
    body = "".join(
        "<tr>"
        + "".join(f"<td class='{c}' style='{WRAP if h == wide else TOP}'>{cell}</td>" for h, c, cell in zip(heads, look, row, strict=True))
        + "</tr>"
        for row in rows
    )
    st.html(f"<div style='overflow-x:auto'><table class=figures><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>")


def text(words: str, *, limit: int | None = None, colour: str = "") -> str:
    """Somebody's words; cut to `limit` with the whole on hover; `colour` is a variable of the style sheet."""
    shown = words if limit is None or len(words) <= limit else words[: limit - 1] + "…"
    title = f" title='{escape(words)}'" if shown != words else ""
    style = f" style='color:var({colour})'" if colour else ""
    return f"<span{title}{style}>{escape(shown)}</span>" if title or style else escape(shown)


def link(words: str, page: str, *, html: bool = False, title: str = "", **query: object) -> str:
    """A way to another page of ours. `html`: the words are HTML already."""
    address = f"/{page}?{urlencode(with_day({k: str(v) for k, v in query.items() if v is not None}))}"
    hover = f" title='{escape(title)}'" if title else ""
    return f"<a href='{escape(address)}'{hover} style='color:var(--accent);text-decoration:none'>{words if html else escape(words)}</a>"


def digest(value: str) -> str:
    """A digest, short, whole on hover."""
    return f"<code title='{escape(value)}' style='font-size:.86em'>{escape(value[:6])}…{escape(value[-4:])}</code>" if value else ""
