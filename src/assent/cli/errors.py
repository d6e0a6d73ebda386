"""How the command line says no: one line on stderr, exit 2, never a trace."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import typer

from assent.kernel.errors import GovernanceError

P = ParamSpec("P")


def fail(sentence: str) -> NoReturn:
    """Say why on stderr and leave with 2."""
    print(" ".join(sentence.split()), file=sys.stderr)  # noqa: T201
    raise typer.Exit(2)


def sentences(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a refusal inside a command into its sentence."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except GovernanceError as error:
            fail(error.sentence)
        except BrokenPipeError:
            raise typer.Exit(0) from None

    return run


def show(answer: dict[str, Any], *, as_json: bool, text: str) -> None:
    """Print one JSON object and nothing else, or the text for people."""
    print(json.dumps(answer, ensure_ascii=False) if as_json else text)  # noqa: T201
