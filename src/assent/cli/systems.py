"""`assent system …`, `assent register`, `assent measure`: home commands on systems and their models."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assent.cli.client import client
from assent.cli.errors import sentences, show
from assent.cli.files import read_file

app = typer.Typer(no_args_is_help=True, help="The inventory.", rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Show the record as it was known at the end of that day.")]


Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Windows from that day on.")]


def day(moment: datetime | None) -> str | None:
    """The day of an option, as the API takes it."""
    return moment.date().isoformat() if moment else None


@app.command("add")
@sentences
def add(context: typer.Context, file: Path, as_json: Json = False) -> None:
    """Put a system on record, from its YAML."""
    with client(context.obj) as api:
        said = api.call("POST", "/systems", text=read_file(file))
    show(said | {"systems": [_line(said)]}, as_json=as_json, text=f"{said['name']} is in the inventory, under the key {said['key']}.")


@app.command("list")
@sentences
def list_all(context: typer.Context, as_json: Json = False, as_of: AsOf = None) -> None:
    """The inventory."""
    with client(context.obj) as api:
        said = api.call("GET", "/systems", params={"as_of": day(as_of)})
    show(said, as_json=as_json, text=_table(said["systems"]) or "No system is on record yet. Add one with: assent system add FILE.yaml")


@app.command("show")
@sentences
def show_one(context: typer.Context, key: str, as_json: Json = False, as_of: AsOf = None,
             as_yaml: Annotated[bool, typer.Option("--yaml", help="As the YAML that `system add` takes.")] = False) -> None:  # fmt: skip
    """Everything about one system."""
    with client(context.obj) as api:
        if as_yaml:
            print(api.raw("GET", f"/systems/{key}/description", params={"as_of": day(as_of)}).text, end="")  # noqa: T201
            return
        said = api.call("GET", f"/systems/{key}", params={"as_of": day(as_of)})
        text = api.raw("GET", f"/systems/{key}/description", params={"as_of": day(as_of)}).text
    card = said.get("card", {})
    assessed = said.get("assessment") or {}
    line = _line({**card, "owner": card.get("owner_name"), "tier": assessed.get("tier"), "risk_classes": assessed.get("risk_classes", [])})
    tier = f"tier {line['tier']}" if line["tier"] else "no tier yet"
    whole = line | {"systems": [line], "sheet": said}
    show(whole, as_json=as_json, text=f"# {line['name']}: {line['status']}, {tier}, owner {line['owner']}\n{text}".rstrip())


@sentences
def register(context: typer.Context, file: Path, as_json: Json = False) -> None:
    """Register a model version by its provenance manifest (YAML)."""
    with client(context.obj) as api:
        said = api.call("POST", "/models", text=read_file(file))
    word = "is registered" if said["created"] else "was registered already; nothing changed"
    show(said, as_json=as_json, text=f"{said['model']} {said['version']} {word}.")


@sentences
def measure(context: typer.Context, system: str, since: Since = None, as_json: Json = False) -> None:
    """Measure a system now: drift of its observations against its reference, stored; limits crossed open breaches."""
    with client(context.obj) as api:
        said = api.call("POST", f"/systems/{system}/measure", params={"since": day(since)})
    breaches = said.get("breaches", [])
    names = ", ".join(b if isinstance(b, str) else str(b.get("column")) for b in breaches)
    crossed = f"Open breaches: {names}." if breaches else "No limit is crossed."
    stored = "Unchanged since the last run." if said.get("unchanged") else f"{said['measurements']} measurements stored."
    show(said, as_json=as_json, text=f"{stored} {crossed}")


def _line(of: dict[str, Any]) -> dict[str, Any]:
    """A system as `system list --json` shows it."""
    return {"key": of.get("key"), "name": of.get("name"), "owner": of.get("owner"), "tier": of.get("tier"),
            "risk_classes": of.get("risk_classes", []), "status": of.get("status")}  # fmt: skip


def _table(lines: list[dict[str, Any]]) -> str:
    columns = ("key", "name", "owner", "tier", "status")
    if not lines:
        return ""
    rows = [columns, *[tuple(str(line.get(c) if line.get(c) is not None else "-") for c in columns) for line in lines]]
    widths = [max(len(r[i]) for r in rows) for i in range(len(columns))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)
