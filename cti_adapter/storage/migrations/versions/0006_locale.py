"""Languages: how an agent writes times and numbers."""

from alembic import op
from sqlalchemy import Column, Text

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("agents", Column("locale", Text, nullable=False, server_default=""))
