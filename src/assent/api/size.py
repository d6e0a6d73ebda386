"""How large a request may be. Pure ASGI: bodies are counted as they come, whatever their header says of their length."""

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assent.api.errors import answer

LARGEST = 2 * 1024 * 1024  # bytes
UPLOADS = "/_stcore/upload_file"  # Streamlit bounds these itself: server.maxUploadSize
SENTENCE = "The request is larger than 2 MB. Send the right file, or less at a time."


class TooMuch(Exception):
    """More came than is read."""


async def bounded(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application with a request whose body ends at the bound: 413, whatever the application makes of it."""
    if scope["type"] != "http" or scope["path"].startswith(UPLOADS):
        await app(scope, receive, send)
        return
    refusal = answer(413, "too_large", SENTENCE)
    if _announced(scope) > LARGEST:
        await refusal(scope, receive, send)
        return
    read, begun, exceeded = 0, False, False

    async def counted() -> Message:
        nonlocal read, exceeded
        if exceeded:
            raise TooMuch
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST:
            exceeded = True
            raise TooMuch
        return message

    async def sender(message: Message) -> None:
        nonlocal begun
        if exceeded and not begun:
            return  # what the application says of a body cut short
        begun = True
        await send(message)

    try:
        await app(scope, counted, sender)
    except Exception:
        if not exceeded:
            raise
    if exceeded and not begun:
        await refusal(scope, receive, send)


def _announced(scope: Scope) -> int:
    try:
        return int(HTTPConnection(scope).headers.get("content-length", "0"))
    except ValueError:
        return 0
