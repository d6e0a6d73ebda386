"""Text sent to us, with a bound."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from assent.kernel.errors import Invalid

LARGEST = 1024 * 1024  # bytes


async def text_body(request: Request) -> bytes:
    """The raw body of a request that carries a file's text. Raises Invalid over 1 MB."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Invalid("The file is larger than 1 MB. A description is text of a few kilobytes; send the right file.")
    return body


Text = Annotated[bytes, Depends(text_body)]
