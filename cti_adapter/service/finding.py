"""Records an agent looks for: by what is typed, and the open Cases of the customer.

Bounded in time and in number, because an org may be slow and an agent types on; nothing of a call
is locked or waits meanwhile. What was found is remembered a while for the same agent, so that a
choice of it need not be read again. It assigns nothing: that is choosing.py.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import timedelta
from typing import Literal, Protocol, TypeVar

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import SalesforceError, SearchFailed, SearchTimeout, TooManyRequests
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.background import Background
from cti_adapter.service.ports import Agent, Clock

Slot = Literal["who", "what"]

PATIENCE_S = 5.0
"""After so many seconds the agent is told that Salesforce did not answer."""
MOST_FOUND = 20
"""Records in one answer; who finds more types another letter."""
_AT_ONCE = 6
"""Questions of one agent under way: a slow org is not asked for every letter."""
_MOST, _WITHIN = 60, timedelta(seconds=20)
"""Questions of one agent in this time: nobody types faster."""
_REMEMBERED = 200
"""Records remembered per agent; the ones found longest ago are forgotten first."""
_AGENTS = 500

T = TypeVar("T")
_Who = tuple[OrgId, AgentId]


class FoundRecord(Protocol):
    """A record that was found, and what tells it apart from others of its label."""

    @property
    def record(self) -> Record: ...

    @property
    def about(self) -> str: ...


class Callee(msgspec.Struct, frozen=True, kw_only=True):
    """Who is called when a record is dialled."""

    record: Record
    number: str
    """As it is stored; "" where the record has none."""
    about: str = ""
    """Whom a Task names, the account of a person."""


class SearchedOrg(Protocol):
    """An org as far as it is searched. Raises the SalesforceError tree."""

    def search_text(self, text: str, slot: Slot, limit: int) -> Sequence[FoundRecord]:
        """Return the records that may be meant by what was typed, the likeliest first."""
        ...

    def open_cases(self, customer: Record, limit: int) -> Sequence[FoundRecord]:
        """Return the open Cases of a Contact's account, or of the Contact, the newest first."""
        ...

    def read(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Record]:
        """Return what is known of these records; what cannot be read is absent."""
        ...

    def callees(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Callee]:
        """Return who would be called from each of these; what cannot be read is absent."""
        ...


class SearchedOrgs(Protocol):
    """The orgs of this deployment, and what their admins decided."""

    def salesforce(self, org_id: OrgId) -> SearchedOrg: ...

    def policy(self, org_id: OrgId) -> Policy: ...

    def shared_activities(self, org_id: OrgId) -> bool:
        """Whether a Task may name several Contacts, as far as is known by now; never waits."""
        ...


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, the likeliest first."""

    found: tuple[FoundRecord, ...] = ()
    more: bool = False
    """Whether there are more than these."""


class Finder:
    """Asks orgs for records, on behalf of agents. Safe for threads.

    Args:
        orgs: that are asked.
        background: where they are asked, so that nobody waits longer than `patience_s`.
        clock: the time.
        patience_s: seconds after which the agent is told that Salesforce did not answer.
    """

    def __init__(
        self,
        orgs: SearchedOrgs,
        background: Background,
        clock: Clock,
        *,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._orgs = orgs
        self._background = background
        self._clock = clock
        self._patience_s = patience_s
        self._turns = _Turns()
        self._memory = _Memory()

    def search(self, agent: Agent, text: str, slot: Slot) -> Answer:
        """Return the records an agent may mean by what was typed.

        Raises:
            TooManyRequests: this agent asks faster than anybody types.
            SearchTimeout: Salesforce did not answer in time.
            SearchFailed: Salesforce said no.
        """
        org = self._orgs.salesforce(agent.org_id)
        return self._asked(agent, lambda: org.search_text(text, slot, MOST_FOUND + 1))

    def open_cases(self, agent: Agent, customer: Record) -> Answer:
        """Return the open Cases of a Contact's account, or of the Contact where it has none.

        Raises:
            TooManyRequests, SearchTimeout, SearchFailed: as `search`.
        """
        org = self._orgs.salesforce(agent.org_id)
        return self._asked(agent, lambda: org.open_cases(customer, MOST_FOUND + 1))

    def read(self, agent: Agent, record_id: RecordId) -> Record | None:
        """Return a record by its id, from memory where it was found lately; None: no such thing.

        Raises:
            TooManyRequests, SearchTimeout, SearchFailed: as `search`.
        """
        known = self._memory.find(_who(agent), record_id)
        if known is not None:
            return known
        org = self._orgs.salesforce(agent.org_id)
        return self._in_turn(agent, lambda: org.read([record_id])).get(record_id)

    def callees(self, agent: Agent, ids: Sequence[RecordId]) -> Mapping[RecordId, Callee]:
        """Return who would be called from each of these records; what cannot be read is absent.

        Raises:
            TooManyRequests, SearchTimeout, SearchFailed: as `search`.
        """
        org = self._orgs.salesforce(agent.org_id)
        return self._in_turn(agent, lambda: org.callees(ids))

    def _asked(self, agent: Agent, ask: Callable[[], Sequence[FoundRecord]]) -> Answer:
        found = self._in_turn(agent, ask)
        shown = tuple(found[:MOST_FOUND])
        self._memory.keep(_who(agent), [each.record for each in shown])
        return Answer(found=shown, more=len(found) > MOST_FOUND)

    def _in_turn(self, agent: Agent, ask: Callable[[], T]) -> T:
        """Ask beside the request, and wait no longer than anybody would."""
        who = _who(agent)
        self._turns.take(who, self._clock().timestamp())
        answer: Future[T] = Future()

        def work() -> None:
            try:
                answer.set_result(ask())
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                answer.set_exception(error)
            finally:
                self._turns.end(who)

        self._background.start(work)
        try:
            return answer.result(timeout=self._patience_s)
        except TimeoutError as error:
            raise SearchTimeout from error
        except SalesforceError as error:
            raise SearchFailed(str(error)) from error


class _Turns:
    """How much each agent asks. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[_Who, int] = {}
        self._begun: OrderedDict[_Who, deque[float]] = OrderedDict()

    def take(self, who: _Who, now: float) -> None:
        with self._lock:
            begun = self._begun.pop(who, None) or deque(maxlen=_MOST)
            self._begun[who] = begun
            if len(self._begun) > _AGENTS:
                self._begun.popitem(last=False)
            lately = len(begun) == _MOST and now - begun[0] < _WITHIN.total_seconds()
            if lately or self._under_way.get(who, 0) >= _AT_ONCE:
                raise TooManyRequests
            begun.append(now)
            self._under_way[who] = self._under_way.get(who, 0) + 1

    def end(self, who: _Who) -> None:
        with self._lock:
            left = self._under_way[who] - 1
            if left:
                self._under_way[who] = left
            else:
                del self._under_way[who]


class _Memory:
    """What each agent was answered lately. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[_Who, OrderedDict[RecordId, Record]] = OrderedDict()

    def keep(self, who: _Who, records: Sequence[Record]) -> None:
        with self._lock:
            mine = self._found.pop(who, None) or OrderedDict()
            self._found[who] = mine
            for record in records:
                mine.pop(record.id, None)
                mine[record.id] = record
            while len(mine) > _REMEMBERED:
                mine.popitem(last=False)
            if len(self._found) > _AGENTS:
                self._found.popitem(last=False)

    def find(self, who: _Who, record_id: RecordId) -> Record | None:
        with self._lock:
            mine = self._found.get(who)
            return mine.get(record_id) if mine is not None else None


def _who(agent: Agent) -> _Who:
    return agent.org_id, agent.id
