"""What is kept of a telephone number in an org, taken out in small batches (B-15).

Where it stands says mentions.py. What becomes of a call itself stands in its journal.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import case, delete, select, tuple_, update

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import Kind, OrgId, Status
from cti_adapter.service.caller_files import KeptEntry, RawEvent
from cti_adapter.service.forgetting import is_named
from cti_adapter.storage.mentions import BATCH, Mentions
from cti_adapter.storage.schema import inbox, made_leads, messages, outbox
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")

_NOT_SENT = (Status.PENDING.value, Status.DEAD.value)


def give_up_entries(transaction: Transaction, org_id: OrgId, call_id: CallId) -> None:
    """Give up what is still to be done for a call, and empty what was done.

    Raises:
        StateConflict: somebody is at one of them at this moment.
    """
    mine = (outbox.c.org_id == org_id, outbox.c.call_id.in_([call_id, f"{Kind.DOUBLES}/{call_id}"]))
    states = select(outbox.c.status).where(*mine).with_for_update()
    if Status.INFLIGHT.value in transaction.core.execute(states).scalars().all():
        raise StateConflict("something of this call is being sent", state="busy")
    transaction.core.execute(update(outbox).where(*mine).values(**_EMPTY))


_EMPTY: dict[str, Any] = {
    "status": case((outbox.c.status.in_(_NOT_SENT), Status.GIVEN_UP.value), else_=outbox.c.status),
    "payload": b"{}",
    "last_error": "",
}


class Erasures(Mentions):
    """Takes a number out of what stands beside the calls' own rows (port ErasureStore)."""

    def replace_messages(
        self,
        org_id: OrgId,
        agent_id: AgentId,
        number: PhoneNumber,
        names: Collection[str],
        told: bytes | None,
    ) -> None:
        """Put what an agent's pages are told now in the place of what named a caller.

        Each keeps its number: a page that waits for one is told everything, and misses none.

        Args:
            org_id: whose agent it is.
            agent_id: the agent.
            number: of the caller.
            names: ids of calls and records by which a message is known to be about the caller.
            told: everything, as the agent was told it last; None where there is no agent any more.
        """
        mine = (messages.c.org_id == org_id, messages.c.agent_id == agent_id)
        now = msgspec.json.decode(told) if told is not None else None

        def work(to: Transaction) -> None:
            for row in to.core.execute(select(messages.c.seq, messages.c.body).where(*mine)).all():
                if not is_named(row.body.decode(), number, names):
                    continue
                one = (*mine, messages.c.seq == row.seq)
                if now is None:
                    to.core.execute(delete(messages).where(*one))
                elif row.seq < now["seq"]:
                    body = msgspec.json.encode({**now, "seq": row.seq})
                    to.core.execute(update(messages).where(*one).values(body=body))

        self._database.write(org_id, work)

    def empty_inbox(self, org_id: OrgId, number: PhoneNumber, names: Collection[str]) -> None:
        """Empty raw events that name a number or one of these calls."""
        place = (inbox.c.connector, inbox.c.source, inbox.c.event_id)

        def empty(events: list[RawEvent]) -> None:
            keys = [(each.connector, each.source, each.event_id) for each in events]
            change = update(inbox).where(inbox.c.org_id == org_id, tuple_(*place).in_(keys))
            self._database.write(org_id, lambda to: to.core.execute(change.values(body=b"")))

        _batched(self.raw_events(org_id, number, names), empty)

    def empty_entries(self, org_id: OrgId, number: PhoneNumber) -> None:
        """Empty what was sent or is to be sent and names a number; what waits is given up."""

        def empty(entries: list[KeptEntry]) -> None:
            mine = (outbox.c.org_id == org_id, outbox.c.id.in_([each.id for each in entries]))
            free = outbox.c.status != Status.INFLIGHT.value
            change = update(outbox).where(*mine, free).values(**_EMPTY)
            self._database.write(org_id, lambda to: to.core.execute(change))

        _batched(self.entries(org_id, number), empty)

    def forget_lead(self, org_id: OrgId, number: PhoneNumber) -> None:
        """Forget that a Lead was made of a number."""
        hashes = self._sealer.known_as(org_id, number)
        mine = (made_leads.c.org_id == org_id, made_leads.c.number_hash.in_(hashes))
        self._database.write(org_id, lambda to: to.core.execute(delete(made_leads).where(*mine)))


def _batched(rows: Iterable[T], work: Callable[[list[T]], None]) -> None:
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            work(batch)
            batch = []
    if batch:
        work(batch)
