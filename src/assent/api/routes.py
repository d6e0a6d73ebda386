"""The API under `/api/v1`: what the command line and other programs use. Every route asks or acts, and nothing else."""

from fastapi import FastAPI

from assent import __version__
from assent.api import approvals, errors, inventory, models, monitoring, people, reports
from assent.api.caller import Desk, record_refusal
from assent.api.door import Door


def create_api(desk: Desk) -> FastAPI:
    """The FastAPI application on an opened home."""
    api = FastAPI(title="assent", version=__version__, openapi_url="/openapi.json", docs_url=None, redoc_url=None,
                  description="The governance record of an organisation's AI. Errors are `{\"error\": {\"code\", \"message\"}}`.")  # fmt: skip
    api.state.desk = desk
    errors.install(api, record_refusal)
    api.add_middleware(Door)
    for room in (inventory, models, monitoring, approvals, people, reports):
        api.include_router(room.router)
    return api
