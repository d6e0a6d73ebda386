"""What the built wheel carries beside the package: the pages, their theme and the demonstration's data.

An editable install reads them from the checkout, so it gets no copies that would grow old.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "app": "assent/_ui/app",
    ".streamlit/config.toml": "assent/_ui/.streamlit/config.toml",
    "data": "assent/_ui/data",
}


class CarryUi(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"] |= CARRIED
