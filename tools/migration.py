"""Write the next migration from what the models have and the migrations lack: python tools/migration.py "add issued reports"

Read what it wrote before committing it: a renamed column looks like one dropped and one added, and DuckDB changes a table with
indexes only by ADD COLUMN and CREATE INDEX.
"""

import importlib
import re
import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from assent.store.database import Database
from assent.store.migrate import MIGRATIONS, head, migrate
from assent.store.rows import Moment

ROOMS = Path(__file__).parent.parent / "src" / "assent"


def load_models() -> None:
    """Import every room's tables."""
    for model in ROOMS.glob("*/model.py"):
        importlib.import_module(f"assent.{model.parent.name}.model")


def render(kind: str, item: object, _context: object) -> str | bool:
    """Types as SQLAlchemy's own, so that a migration outlives our classes."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def main(words: str) -> None:
    load_models()
    exists = any((MIGRATIONS / "versions").glob("[0-9]*.py"))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"duckdb:///{folder}/m.duckdb")
        if exists:
            migrate(database)
        with database.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"render_item": render, "target_metadata": SQLModel.metadata})
            script = produce_migrations(context, SQLModel.metadata)
            body = render_python_code(script.upgrade_ops, render_item=render, migration_context=context)
        database.close()
    if body.strip().endswith("pass"):
        print("Nothing to do: the tables are as the models say.")
        return
    before = head() if exists else None
    number = f"{int(before or 0) + 1:04d}"
    body = re.sub(r"^ *# ###.*\n?", "", body, flags=re.M).strip("\n")
    file = MIGRATIONS / "versions" / f"{number}_{re.sub('[^a-z0-9]+', '_', words.lower()).strip('_')}.py"
    file.write_text(
        f'"""{words[0].upper() + words[1:]}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number}"\n'
        f"down_revision = {before!r}\n\n\ndef upgrade() -> None:\n    {body.strip()}\n".replace("'", '"'),
        encoding="utf-8",
    )
    print(file)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change the tables")
