"""Where the parts that are not Python lie: inside the wheel, or beside `src/` in a checkout."""

from pathlib import Path

import assent
from assent.kernel.errors import Unavailable


def installed(name: str) -> Path:
    """The folder `app`, `data` or `.streamlit` of this installation. Raises Unavailable when it is not there."""
    package = Path(assent.__file__).parent
    for folder in (package / "_ui", package.parent.parent):
        if (folder / name).is_dir():
            return folder / name
    raise Unavailable(f"The folder {name} is not installed beside the program. Install the wheel again, or run from a checkout.")
