"""Retention: how many calls there were of which nothing is kept any more."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "past_counts",
        Column("org_id", Text, primary_key=True),
        Column("at", BigInteger, primary_key=True, autoincrement=False),
        *(Column(name, Text, primary_key=True) for name in ("log_state", "log_reason")),
        Column("n", Integer, nullable=False),
        sqlite_with_rowid=False,
    )
