"""`assent init`, `assent tick`, `assent report build`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assent.cli.client import client
from assent.cli.errors import sentences, show

reports = typer.Typer(no_args_is_help=True, help="Reports.", rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


@sentences
def init(
    context: typer.Context,
    demo: Annotated[bool, typer.Option("--demo", help="With a demonstration in it: an invented organisation on real data.")] = False,
    organisation: Annotated[str, typer.Option(help="The organisation's name, as reports print it.")] = "Our organisation",
    as_json: Json = False,
) -> None:
    """Make a new home: database, first administrator; with --demo an organisation to look at."""
    from assent.procedures.founding import found_home

    said = found_home(Path(context.obj.home), organisation=organisation, demo=demo)
    admin = said["admin"]
    lines = [f"A new home is in {said['home']}."]
    if demo:
        lines.append("It holds a demonstration; everybody to sign in as is listed on the sign-in page.")
    else:
        lines.append(f"Sign in as {admin['name']} with the one-time password {admin['password']} (it must be changed).")
    lines.append(f"Serve it with: assent --home {said['home']} serve")
    show(said, as_json=as_json, text="\n".join(lines))


@sentences
def tick(context: typer.Context, as_json: Json = False) -> None:
    """Run what is due, once. For machines without a running server: call it from cron."""
    with client(context.obj) as api:
        said = api.call("POST", "/tick")
    show(said, as_json=as_json, text=_words(said))


@reports.callback()
def report() -> None:
    """Reports."""


@reports.command("build")
@sentences
def build(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="What kind of report: system.")],
    subject: Annotated[str, typer.Argument(help="What it is about: a system's key.")] = "",
    output: Annotated[Path, typer.Option("-o", "--output", help="Where to write the PDF.")] = Path("report.pdf"),
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As the record was known at the end of that day.")] = None,
    as_json: Json = False,
) -> None:
    """Build a report as PDF."""
    with client(context.obj) as api:
        answer = api.raw("POST", f"/reports/{kind}", params={"subject": subject, "as_of": as_of.date().isoformat() if as_of else None})
    _write(output, answer.content)
    said: dict[str, Any] = {"file": str(output), "sha256": answer.headers["x-assent-sha256"], "pages": int(answer.headers["x-assent-pages"]),
                            "document": answer.headers["x-assent-document"]}  # fmt: skip
    show(said, as_json=as_json, text=f"{said['document']}: {said['pages']} pages in {output}.\nSHA-256 {said['sha256']}")


def _write(output: Path, content: bytes) -> None:
    from assent.kernel.errors import Invalid

    try:
        output.write_bytes(content)
    except OSError as error:
        raise Invalid(f"{output} cannot be written: {error.strerror}. The report was issued; build it again with another -o.") from error


def _words(said: dict[str, Any]) -> str:
    ran = said.get("ran") or []
    return f"Ran: {', '.join(str(r) for r in ran)}." if ran else "Nothing was due."
