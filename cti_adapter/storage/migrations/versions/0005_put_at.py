"""Since when each entry of the outbox could have gone out: its age, however often it is put off."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    at = sa.Column("put_at", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    op.add_column("outbox", at)
    op.execute("UPDATE outbox SET put_at = due_at")
