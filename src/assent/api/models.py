"""Model versions over HTTP."""

from typing import Any

from fastapi import APIRouter

from assent.api.body import Text
from assent.api.caller import AsOf, Caller, TheHome, has_somewhere
from assent.kernel.canonical import plain
from assent.procedures import register
from assent.registry import queries
from assent.registry.manifest import read_manifest_yaml

router = APIRouter(tags=["registry"])


@router.post("/models")
def register_version(home: TheHome, actor: Caller, text: Text) -> dict[str, Any]:
    """Register a model version by its manifest; the same manifest twice changes nothing."""
    home.ask(actor, has_somewhere, permission="registry.register")
    found = home.act(actor, register.register_version, manifest=read_manifest_yaml(text))
    return {
        "id": found.card.id,
        "model": found.card.model,
        "version": found.card.version,
        "created": found.created,
        "digest": found.card.manifest_digest,
    }


@router.get("/models")
def list_versions(home: TheHome, actor: Caller, as_of: AsOf, system: str | None = None) -> dict[str, Any]:
    """Model versions, of all systems or one."""
    return {"versions": [plain(v) for v in home.ask(actor, queries.versions, as_of=as_of, system=system)]}


@router.get("/models/{model}/{version}")
def show_version(model: str, version: str, home: TheHome, actor: Caller, as_of: AsOf) -> dict[str, Any]:
    """One model version."""
    found = plain(home.ask(actor, queries.version, as_of=as_of, model=model, version=version))
    return found if isinstance(found, dict) else {}
