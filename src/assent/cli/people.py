"""`assent user add`: the first people. Roles beyond administrator and viewer are granted on the People page."""

import sys
from typing import Annotated

import typer

from assent.cli.client import client
from assent.cli.errors import sentences, show

app = typer.Typer(no_args_is_help=True, help="People.", rich_markup_mode=None)


@app.callback()
def people() -> None:
    """People."""


@app.command("add")
@sentences
def add(
    context: typer.Context,
    name: str,
    email: Annotated[str, typer.Option(help="Where she can be reached; unique.")],
    role: Annotated[list[str], typer.Option("--role", help="administrator or viewer; may be given several times.")],
    role2: Annotated[str | None, typer.Option("--role2", help="A second role.")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from stdin instead of making a one-time one.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Add a person with a role. Without a password she gets a one-time one, shown once."""
    password = sys.stdin.readline(4096).rstrip("\r\n") if password_stdin else None
    with client(context.obj) as api:
        said = api.call("POST", "/people", json={"name": name, "email": email, "roles": [r for r in (*role, role2) if r], "password": password})
    once = f" One-time password: {said['password']} (to be changed at the first sign-in)." if "password" in said else ""
    show(said, as_json=as_json, text=f"{said['name']} is added as {', '.join(said['roles'])}.{once}")
