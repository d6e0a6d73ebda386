"""What a report may load: files of this package by `assent:///` and nothing else, so that no build touches the network.

Imported only where WeasyPrint is: see `pdf.py`.
"""

from pathlib import Path

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ROOT = Path(__file__).resolve().parent
TYPES = {".ttf": "font/ttf", ".css": "text/css"}
SCHEME = "assent:///"


class PackageFetcher(URLFetcher):  # type: ignore[misc]
    """Serves `assent:///fonts/…` and `assent:///templates/…css`; anything else ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("assent",))

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The resource. Raises FatalURLFetchingError for any other address and for paths out of the package."""
        if not url.startswith(SCHEME):
            raise FatalURLFetchingError(f"A report loads nothing from elsewhere; it was asked for {url[:80]!r}.")
        path = (ROOT / url.removeprefix(SCHEME)).resolve()
        if not path.is_relative_to(ROOT) or path.suffix not in TYPES or not path.is_file():
            raise FatalURLFetchingError(f"{url[:80]!r} is no resource of the reports.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})
