"""A system's whole description, in and out: what the inventory says, and where its observations lie."""

from dataclasses import replace

from assent.inventory import commands as inventory
from assent.inventory import queries
from assent.inventory.description import ObservationsDescription, SystemDescription, write_system_yaml
from assent.ledger.unit import Unit
from assent.ledger.view import View
from assent.monitoring import commands as monitoring
from assent.monitoring import queries as sources


def add_system(unit: Unit, *, description: SystemDescription) -> queries.SystemCard:
    """Put a system into the inventory together with its observations' source, both or neither.

    Raises what `inventory.commands.add_system` and `monitoring.commands.set_source` raise.
    """
    card = inventory.add_system(unit, description=description)
    said = description.observations
    if said is not None:
        monitoring.set_source(
            unit, system=card.key, path=said.source, reference=said.reference, time=said.time, prediction=said.prediction,
            probability=said.probability, label=said.label, groups=said.groups, features=said.features, confirmed=True,
        )  # fmt: skip
    return card


def description(view: View, *, key: str) -> SystemDescription:
    """The system as `add_system` takes it. The source is left out for a reader who may not see monitoring. Raises NotFound."""
    said = queries.description(view, key=key)
    if not view.reader.may("monitoring.read", system=key):
        return said
    source = sources.source(view, system=key)
    if source is None:
        return said
    observed = ObservationsDescription(
        source=source.path, reference=source.reference, time=source.time, prediction=source.prediction, probability=source.probability,
        label=source.label, groups=source.groups, features=source.features,
    )  # fmt: skip
    return replace(said, observations=observed)


def yaml_text(view: View, *, key: str) -> str:
    """The YAML of the description. Raises NotFound."""
    return write_system_yaml(description(view, key=key))
