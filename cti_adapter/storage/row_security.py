"""Row-level security of PostgreSQL: how a connection and a transaction say whose rows they see.

The policies stand in the migrations and read one setting, `cti.org` (ADR 0050). A connection of
ours sees nothing until a transaction says for whom; the words go out with BEGIN and end with it.
"""

from functools import lru_cache

from psycopg import sql
from sqlalchemy import Connection, text

from cti_adapter.service.audit import NO_ORG
from cti_adapter.storage.database import ACROSS_ORGS, Whose

_EVERYBODY = "*"
_NOBODY = "-"
"""Words in the place of an id; no org has one of them for its own."""

_IS_BOUND = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"


@lru_cache(maxsize=4096)
def beginning(whose: Whose, begin: str) -> str:
    """Return the words that begin a transaction and say whose rows it sees.

    Raises:
        ValueError: an id that is one of our words.
    """
    if whose in {_EVERYBODY, _NOBODY}:
        raise ValueError("no org has this id", whose)
    # what belongs to no org has no id to compare with: its few rows are had across orgs
    of = _EVERYBODY if whose in {ACROSS_ORGS, NO_ORG} else str(whose)
    return f"{begin}; SET LOCAL cti.org = {sql.quote(of)}"


def binds(connection: Connection) -> bool:
    """Whether the policies bind the user of this connection: no superuser, no BYPASSRLS."""
    return bool(connection.execute(text(_IS_BOUND)).scalar())
