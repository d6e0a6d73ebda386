"""`assent`: the commands. Each imports what it needs when it runs, so that the stateless ones start fast."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assent.cli import home_commands, people, serve, systems
from assent.cli.client import Target
from assent.cli.drift import drift

app = typer.Typer(
    name="assent", no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, add_completion=False,
    help="The governance record of an organisation's AI. No model goes live without assent.",
)  # fmt: skip


@app.callback()
def choose(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="ASSENT_HOME", help="The home: a folder with the record and its settings.")] = Path("assent-home"),
    server: Annotated[str | None, typer.Option(help="A remote server, with ASSENT_TOKEN.")] = None,
) -> None:
    """Which home, or which server."""
    context.obj = Target(home, server, os.environ.get("ASSENT_TOKEN"))


app.command("drift")(drift)
app.command("init")(home_commands.init)
app.command("serve")(serve.serve)
app.command("register")(systems.register)
app.command("measure")(systems.measure)
app.command("tick")(home_commands.tick)
app.add_typer(systems.app, name="system")
app.add_typer(people.app, name="user")
app.add_typer(home_commands.reports, name="report")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code. Whatever goes wrong is one line on stderr and exit 2, never a trace."""
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="assent", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as error:
        if hasattr(error, "format_message"):  # what Typer says of wrong words on the command line
            sys.exit(_usage(error))
        if os.environ.get("ASSENT_TRACE"):
            raise
        print(f"Something went wrong inside assent: {type(error).__name__}: {error}. Set ASSENT_TRACE=1 for the trace.", file=sys.stderr)  # noqa: T201
        sys.exit(2)


def _usage(error: Any) -> int:
    """A command without its verb gets its help; anything else one line."""
    message = str(error.format_message())
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message)  # noqa: T201
        return 0
    context = getattr(error, "ctx", None)
    ask = f" See: {context.command_path} --help" if context is not None else ""
    print(" ".join(message.split()) + ask, file=sys.stderr)  # noqa: T201
    return 2
