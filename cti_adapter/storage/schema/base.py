"""What all tables have in common: the names of their keys and indexes."""

from sqlalchemy import (
    Column,
    MetaData,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key() -> Column[str]:
    """Return a text column of a primary key."""
    return Column(Text, primary_key=True)
