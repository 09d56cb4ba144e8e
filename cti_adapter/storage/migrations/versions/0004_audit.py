"""Audit log: rows that are only appended, and the chains they form."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "audit_rows",
        Column("org_id", Text, primary_key=True),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        *(
            Column(name, Text, nullable=False)
            for name in ("who", "what", "of", "before", "after", "address", "request_id")
        ),
        Column("times", Integer, nullable=False),
        Column("seal", LargeBinary, nullable=False),
    )
    op.create_index("ix_audit_rows_org_id_at", "audit_rows", ["org_id", "at"])
    op.create_table(
        "audit_chains",
        Column("org_id", Text, primary_key=True),
        Column("key_encrypted", LargeBinary, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("seal", LargeBinary, nullable=False),
        Column("anchor_seq", Integer, nullable=False),
        Column("anchor_seal", LargeBinary, nullable=False),
        Column("anchor_at", BigInteger),
        Column("ends_seal", LargeBinary, nullable=False),
    )
