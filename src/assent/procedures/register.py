"""Registering a version for a system: the registry takes the manifest, the inventory learns which model the system uses."""

from assent.inventory import commands as inventory
from assent.inventory import queries
from assent.kernel.errors import Invalid
from assent.kernel.text import quoted
from assent.ledger.unit import Unit
from assent.registry import commands
from assent.registry.manifest import Manifest


def register_version(unit: Unit, *, manifest: Manifest) -> commands.Registered:
    """As `registry.commands.register_version`; the system the manifest names must exist, and is linked to the model.

    Raises Invalid for an unknown or retired system, Conflict for a name taken by other content, Forbidden.
    """
    unit.require("registry.register", system=manifest.system)
    if manifest.system is not None:
        _guard_system(unit, manifest.system)
    registered = commands.register_version(unit, manifest=manifest)
    if registered.created and manifest.system is not None:
        inventory.link_model(unit, key=manifest.system, model=manifest.model)
    return registered


def _guard_system(unit: Unit, key: str) -> None:
    if not queries.exists(unit.view, key=key):
        message = f"There is no system {quoted(key, 63)}. Add it to the inventory first, or mend the manifest."
        raise Invalid(message, {"system": message})
    if queries.row_of(unit.view, key).status == "retired":
        message = f"The system {key} is retired. Take it into use again first, or mend the manifest."
        raise Invalid(message, {"system": message})
