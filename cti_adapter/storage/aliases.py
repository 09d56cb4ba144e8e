"""Other ids of a call: a telephone system's conversation may go on as another one.

Beside the calls, and asked only where no call has the key itself.
"""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.schema import call_aliases
from cti_adapter.storage.transaction import Prepared, Transaction

_PUT = Prepared(insert(call_aliases).on_conflict_do_nothing())
_FIND = Prepared(
    select(call_aliases.c.call_id).where(
        call_aliases.c.org_id == bindparam("org_id"), call_aliases.c.key == bindparam("key")
    )
)


def put_alias(transaction: Transaction, org_id: OrgId, key: CallKey, call_id: CallId) -> None:
    """Note another key of a call; the first call that has it keeps it."""
    transaction.run(_PUT, org_id=org_id, key=key, call_id=call_id)


def call_of(transaction: Transaction, org_id: OrgId, key: CallKey) -> CallId | None:
    """Return the call that goes on under this key."""
    row = transaction.run(_FIND, org_id=org_id, key=key).fetchone()
    return None if row is None else CallId(row[0])
