"""Find events by time."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(op.f("ix_ledger_event_recorded_at"), "ledger_event", ["recorded_at"], unique=False)
