"""Files that are made when somebody clicks, not before; and what went wrong while making them."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from app.parts import house
from assent.api.caller import COOKIE
from assent.kernel.actor import NOBODY, Actor
from assent.kernel.clock import timestamp
from assent.kernel.errors import Forbidden
from assent.procedures.signing_in import signed_in

T = TypeVar("T")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def later(work: Callable[[Actor], T]) -> Callable[[], T]:
    """`work` for a click that comes later, outside of any script run: by whoever is signed in then, with the roles held then."""
    home, token = house.home(), st.context.cookies.get(COOKIE)

    def run() -> T:
        found = home.ask(NOBODY, signed_in, token=token)
        if found is None or found.session.must_change:
            raise Forbidden("Your session has ended. Sign in again.")
        return work(found.actor)

    return run


def ask(actor: Actor, query: Callable[..., T], /, **kwargs: Any) -> T:
    """Ask outside of a script run, as the record stands."""
    return house.home().ask(actor, query, **kwargs)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with CRLF (RFC 4180). Text a spreadsheet would run as a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def ndjson(rows: Iterable[Mapping[str, Any]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False, default=_json) + "\n" for row in rows)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if hasattr(value, "tzinfo"):
        return timestamp(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return value


def _json(value: Any) -> Any:
    return timestamp(value) if hasattr(value, "tzinfo") else str(value)
