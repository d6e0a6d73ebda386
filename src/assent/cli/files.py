"""Files the client reads and sends."""

from pathlib import Path

from assent.kernel.errors import Invalid, NotFound

LARGEST = 1024 * 1024


def read_file(path: Path) -> bytes:
    """A description's bytes. Raises NotFound or Invalid in one sentence."""
    try:
        if path.is_file() and path.stat().st_size > LARGEST:
            raise Invalid(f"{path} is larger than 1 MB. A description is text of a few kilobytes; name the right file.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error
