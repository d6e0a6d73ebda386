"""Reports over HTTP: the PDF is the body, what is said of it in the headers."""

from fastapi import APIRouter
from starlette.responses import Response

from assent.api.caller import AsOf, Caller, TheHome
from assent.reports import build

router = APIRouter(tags=["reports"])


@router.post("/reports/{kind}", response_class=Response)
def build_report(kind: str, home: TheHome, actor: Caller, as_of: AsOf, subject: str = "") -> Response:
    """Build a report and return its PDF."""
    done = build.build_report(home, actor, kind=kind, subject=subject, as_of=as_of)
    headers = {"x-assent-document": done.document, "x-assent-sha256": done.sha256, "x-assent-pages": str(done.pages),
               "content-disposition": f'attachment; filename="{done.name}"'}  # fmt: skip
    return Response(done.pdf, media_type="application/pdf", headers=headers)
