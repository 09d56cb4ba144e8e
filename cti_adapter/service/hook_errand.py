"""What the courier does for a message to a receiver: send it, again and again for a day.

It has a courier of its own, so that a receiver that is slow or down holds up no log. The id of a
message stays the same however often it is sent; by it a receiver ignores repeats (contract.md §7).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import Rejected, RetryLater, SalesforceError
from cti_adapter.outbox.entry import Entry, Kind, OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.findings import Finding, Findings
from cti_adapter.service.outward import News, message_of, news_of, told
from cti_adapter.service.ports import Clock, Unit, Units
from cti_adapter.service.receivers import Receiver, ReceiverStore, Sender, last_subject
from cti_adapter.service.uncalled_errand import NOT_DELIVERED, UncalledErrand

PATIENCE = timedelta(days=1)
"""So long a receiver may be down without missing anything."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry of kind HOOK carries."""

    receiver: str
    """Key of whom it is for."""
    news: News


class HookErrand(UncalledErrand):
    """Performs the entries of kind HOOK (outbox/courier.py, Errand)."""

    def __init__(
        self,
        units: Units,
        store: ReceiverStore,
        findings: Findings,
        *,
        send: Sender,
        clock: Clock,
    ) -> None:
        super().__init__(units, clock)
        self._store = store
        self._findings = findings
        self._send = send

    def perform(self, entry: Entry) -> None:
        """Send the message; a receiver that was removed is told nothing.

        Raises:
            RetryLater: it was not taken, and there is time left.
            Rejected: it was not taken for a day.
        """
        said = msgspec.json.decode(entry.payload, type=Told)
        receiver = self._store.find(entry.org_id, said.receiver)
        if receiver is None:
            return
        file = self._units.read(entry.org_id, lambda unit: unit.find_call(said.news.call_id))
        body = message_of(said.news, entry.org_id, file)
        found = self._send(receiver, said.news.id, body)
        self._findings.put(entry.org_id, last_subject(receiver.key), found)
        if not found.is_fine:
            raise self._failure(receiver, said.news, found)

    def _failure(self, receiver: Receiver, news: News, found: Finding) -> SalesforceError:
        words = f"{receiver.name}: {found.words or found.code}"
        is_over = found.at - news.at >= PATIENCE
        kind: Callable[..., SalesforceError] = Rejected if is_over else RetryLater
        return kind(words, code=NOT_DELIVERED)


def tell_receivers(  # noqa: PLR0913 - a change is three things
    unit: Unit,
    before: CallFile,
    after: CallFile,
    event: CallEvent,
    *,
    new_id: Callable[[], str],
    now: datetime,
) -> None:
    """Put a message for every receiver that is told of such a change of a call (contract.md §7).

    What is told of one call goes out in order; to one receiver one message at a time.
    """
    for type_ in news_of(before, after, event):
        news = told(type_, before, after, id_=new_id(), at=now)
        for listener in unit.receivers():
            if type_ in listener.events:
                unit.put_entry(_entry(after.org_id, listener.key, news))


def _entry(org_id: OrgId, receiver: str, news: News) -> Entry:
    return Entry(
        org_id=org_id,
        call_id=f"{receiver}/{news.call_id}",
        kind=Kind.HOOK,
        key=f"{Kind.HOOK}:{receiver}:{news.id}",
        payload=msgspec.json.encode(Told(receiver=receiver, news=news)),
        due_at=news.at,
        lane=f"receiver {receiver}",
    )
