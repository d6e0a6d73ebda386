"""Systems over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.responses import PlainTextResponse

from assent.api.body import Text
from assent.api.caller import AsOf, Caller, TheHome, has_somewhere
from assent.inventory import commands
from assent.inventory.description import read_system_yaml, write_system_yaml
from assent.kernel.canonical import plain
from assent.kernel.errors import Invalid
from assent.procedures import describe, overview
from assent.risk import commands as risk
from assent.risk.questionnaire import Answer

router = APIRouter(tags=["inventory"])


@router.get("/systems")
def list_systems(home: TheHome, actor: Caller, as_of: AsOf) -> dict[str, Any]:
    """The inventory: a line for each system."""
    lines = home.ask(actor, overview.portfolio, as_of=as_of)
    return {"systems": [plain(line) for line in lines]}


@router.post("/systems", status_code=201)
def add_system(home: TheHome, actor: Caller, text: Text) -> dict[str, Any]:
    """Put a system on record, from its YAML."""
    home.ask(actor, has_somewhere, permission="inventory.edit")
    card = home.act(actor, describe.add_system, description=read_system_yaml(text))
    return {"id": card.id, "key": card.key, "name": card.name, "owner": card.owner_name, "status": card.status}


@router.get("/systems/{key}")
def show_system(key: str, home: TheHome, actor: Caller, as_of: AsOf) -> dict[str, Any]:
    """Everything about one system."""
    sheet = plain(home.ask(actor, overview.system_sheet, as_of=as_of, key=key))
    return sheet if isinstance(sheet, dict) else {}


@router.get("/systems/{key}/description", response_class=PlainTextResponse)
def describe_system(key: str, home: TheHome, actor: Caller, as_of: AsOf) -> str:
    """The system's YAML, as `POST /systems` takes it."""
    return write_system_yaml(home.ask(actor, describe.description, as_of=as_of, key=key))


@router.patch("/systems/{key}")
def change_system(key: str, home: TheHome, actor: Caller, changes: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Change what is said of a system; only the fields given change."""
    card = home.act(actor, commands.change_system, key=key, changes=changes)
    return {"key": card.key, "name": card.name, "status": card.status}


@router.post("/systems/{key}/assessment")
def assess(key: str, home: TheHome, actor: Caller, answers: Annotated[list[dict[str, str]], Body(embed=True)]) -> dict[str, Any]:
    """Answer the tier questionnaire: each answer with its reason."""
    try:
        given = [Answer(question=a["question"], answer=a["answer"], reason=a["reason"]) for a in answers]
    except KeyError as error:
        raise Invalid(f"Each answer has question, answer and reason; {error} is missing.") from error
    card = home.act(actor, risk.assess, system=key, answers=given)
    return {"system": key, "tier": card.tier, "risk_classes": list(card.risk_classes)}


@router.get("/today")
def today(home: TheHome, actor: Caller, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> dict[str, Any]:
    """What needs the caller now, most urgent first."""
    found = home.ask(actor, overview.today)
    return {"items": [plain(item) for item in found.items[:limit]]}
