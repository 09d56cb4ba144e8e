"""A deployment in the middle of its work, as each release of the past would have left it.

One file of SQLite is filled by the product's own code; of it a database of an older schema gets the
rows of one org, without what that schema had no place for.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from msgspec.structs import replace
from sqlalchemy import Connection, create_engine, insert, inspect, select

from cti_adapter.app import utc_now
from cti_adapter.app.product import NoPost, Product
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.events import CallEnded, CallFacts, LegConnected, LegOffered, TelephonyEvent
from cti_adapter.calls.policy import Policy
from cti_adapter.demo import ORG
from cti_adapter.errors import Rejected, RetryLater, SalesforceError
from cti_adapter.outbox.entry import Entry, OrgId, Status
from cti_adapter.service.call_flow import Incoming, Taken
from cti_adapter.service.call_log import CallErrand
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.ports import InboxItem
from cti_adapter.service.seating import sit_down
from cti_adapter.service.timekeeper import Timekeeper
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.engine import of_all_orgs, parsed
from cti_adapter.storage.schema import metadata
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.storage.settings import ConnectorSettings, OrgSettings
from tests.support.patience import until
from tests.support.running import Running

LINE, AGENT = "101", AgentId("a")
SOURCE = "/pbx/test"
LONG_AGO = timedelta(minutes=2)
"""Since when the calls are over: an end is believed at once."""
TRIED = ("claimed", "written", "put off", "refused")
"""What was tried before the upgrade: by a process that died with it, by one that died when the Task
stood already, in vain once, and refused for good."""
STATES = (*TRIED, "waiting", "talking")
"""… and what was not: the log of a call whose caller is not looked up yet, and a call that goes
on."""


def versions() -> list[str]:
    """Return every schema there has been, the oldest first."""
    found = ScriptDirectory.from_config(_scripts()).walk_revisions()
    return sorted(each.revision for each in found)


def at_version(url: str, version: str) -> None:
    """Bring a new database to a version of the past."""
    engine = of_all_orgs(parsed(url))
    with engine.begin() as connection:
        config = _scripts()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def _scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", "cti_adapter.storage:migrations")
    return config


class HalfFull:
    """The file that all rows are taken from: an org for each upgrade, each with calls of its own.

    Args:
        running: whose stand-in the orgs are in.
        folder: where to keep the file.
        names: of the orgs.

    Attributes:
        calls: the telephone system's id of each call, by org and by what has become of it.
    """

    def __init__(self, running: Running, folder: Path, names: Sequence[str]) -> None:
        self._running = running
        self._url = f"sqlite:///{folder / 'half-full.sqlite3'}"
        self._key = running.demo.keys.fernet
        self.calls = {name: {state: f"c-{uuid4().hex[:12]}" for state in STATES} for name in names}
        migrate(self._url)
        with closing(self.storage(self._url)) as storage, closing(running.storage()) as first:
            product = self._product(self._url, storage)
            for name in names:
                self._put_org(first, storage, name)
            self._fill(product)

    def storage(self, url: str) -> Storage:
        """Open a database; close it again."""
        return open_storage(url, FernetSealer((self._key,)))

    def make(self, url: str, version: str, name: str) -> None:
        """Make a database of a version, with what an org had."""
        at_version(url, version)
        org_id = _org(name)
        source, target = create_engine(self._url), create_engine(url)
        with source.connect() as seen, target.begin() as to:
            _copy(seen, to, org_id)
        source.dispose()
        target.dispose()

    def tell_end(self, url: str, name: str) -> Taken:
        """Tell a database that the call that goes on is over, and of the others once more."""
        with closing(self.storage(url)) as storage:
            product = self._product(url, storage)
            for state in TRIED:
                self._tell(product, name, state, "offered", "ended")
            return self._tell(product, name, "talking", "offered", "ended")

    def try_again(self, url: str, name: str) -> int:
        """Have an admin try again what was refused; return how many entries that were."""
        with closing(self.storage(url)) as storage:
            letters = storage.reconciliation.dead_letters(_org(name), start=0, most=10)
            again = [
                storage.reconciliation.retry(_org(name), each.id, utc_now()) for each in letters
            ]
        return sum(again)

    def is_sent(self, url: str) -> bool:
        """Whether nothing waits in the outbox any more."""
        with closing(self.storage(url)) as storage:
            return storage.queue.next_due() is None

    def tasks(self, name: str) -> dict[str, int]:
        """Return how many Tasks each call has."""
        found = [row.get("CTI_Call_Id__c") for row in self._running.records("Task")]
        return {state: found.count(call) for state, call in self.calls[name].items()}

    def _product(self, url: str, storage: Storage) -> Product:
        settings = Settings(
            public_url=self._running.url, database_url=url, secret_keys=(self._key,)
        )
        return Product(settings, storage, NoPost())

    def _put_org(self, first: Storage, to: Storage, name: str) -> None:
        known, org_id = first.settings.org(ORG), _org(name)
        assert known is not None
        config = msgspec.convert(known.config, OrgConfig)
        policy = Policy(region="US", log_missed_queue_calls=True, wrap_up_s=1)
        to.settings.put_org(
            OrgSettings(
                id=org_id,
                key=f"of-{name}",
                name=name,
                config=msgspec.to_builtins(replace(config, policy=policy)),
                created_at=utc_now(),
            )
        )
        to.settings.put_org_secrets(org_id, first.settings.org_secrets(ORG))
        to.settings.put_connector(
            ConnectorSettings(
                org_id=org_id,
                key=f"pbx-{name}",
                kind="generic",
                name=name,
                secrets=(self._running.hook_secret,),
                command_url="",
                created_at=utc_now(),
            )
        )
        (agent,) = (each for each in first.people.agents(ORG) if each.id == AGENT)
        to.people.put_agent(replace(agent, org_id=org_id, line=Line(LINE)))
        sit_down(to.units, org_id, AGENT, utc_now())

    def _fill(self, product: Product) -> None:
        for name in self.calls:
            for state in TRIED:
                self._tell(product, name, state, "offered", "ended")
        entries = {(each.org_id, each.call_id): each for each in self._claimed(product)}
        for name, calls in self.calls.items():
            for state in TRIED:
                call_id = product.storage.reconciliation.find_call(_org(name), calls[state])
                assert call_id is not None
                self._try(product, entries[_org(name), call_id], state)
            self._tell(product, name, "waiting", "offered", "ended")
            self._tell(product, name, "talking", "offered", "connected")

    def _claimed(self, product: Product) -> tuple[Entry, ...]:
        """Wait until each end is believed; claim each log, for a lease that is over at once."""
        storage, wanted = product.storage, len(self.calls) * len(TRIED)
        clock = Timekeeper(product.flow, storage.timers, utc_now)

        def is_put() -> bool:
            clock.tick()
            waiting = (storage.reconciliation.waiting(_org(name)) for name in self.calls)
            return wanted == sum(each.n for kinds in waiting for each in kinds)

        until(is_put, "the logs of all calls that are over")
        at = utc_now()
        return storage.queue.claim(at, at, limit=wanted)

    def _try(self, product: Product, entry: Entry, state: str) -> None:
        """Do what a courier does with an entry, as far as it comes."""
        errand = CallErrand(
            product.flow,
            LeadErrand(product.storage.made_leads, utc_now),
            product.recent,
            units=product.storage.units,
            orgs=product.orgs,
            clock=utc_now,
        )
        tried = replace(entry, attempts=1, lease_until=None)
        if state == "written":
            errand.perform(tried)
        elif state == "put off":
            error: SalesforceError = RetryLater("try again", code="SERVER_UNAVAILABLE")
            later = replace(tried, status=Status.PENDING, last_error=str(error))
            errand.settle(later, errand.failed(later, error))
        elif state == "refused":
            error = Rejected("not like this", code="FIELD_CUSTOM_VALIDATION_EXCEPTION")
            dead = replace(tried, status=Status.DEAD, last_error=str(error), error_code=error.code)
            errand.settle(dead, errand.failed(dead, error))

    def _tell(self, product: Product, name: str, state: str, *kinds: str) -> Taken:
        call, begun = self.calls[name][state], utc_now() - LONG_AGO
        told: dict[str, TelephonyEvent] = {
            "offered": LegOffered(
                at=begun,
                leg_id="leg-1",
                line=Line(LINE),
                facts=CallFacts(direction="Inbound", withheld=True),
            ),
            "connected": LegConnected(at=begun, leg_id="leg-1", line=Line(LINE)),
            "ended": CallEnded(at=begun),
        }
        incoming = [
            Incoming(
                item=InboxItem(source=SOURCE, event_id=f"{call}-{kind}", body=b"{}"),
                native_id=call,
                event=told[kind],
            )
            for kind in kinds
        ]
        return product.flow.take_in(_org(name), f"pbx-{name}", uuid4().hex, incoming)


def _org(name: str) -> OrgId:
    return OrgId(f"org-{name}")


def _copy(seen: Connection, to: Connection, org_id: OrgId) -> None:
    """Copy the rows of an org, as far as the older schema has a place for them."""
    there = inspect(to)
    names = set(there.get_table_names())
    for table in metadata.sorted_tables:
        whose = table.c.get("org_id", table.c.id if table.name == "orgs" else None)
        if table.name not in names or whose is None:
            continue
        known = {each["name"] for each in there.get_columns(table.name)}
        columns = [
            each
            for each in table.c
            if each.name in known and (table.name, each.name) != ("outbox", "id")
        ]
        query = select(*columns).where(whose == org_id).order_by(*table.primary_key.columns)
        rows = [dict(row._mapping) for row in seen.execute(query)]  # noqa: SLF001 - its public name
        if rows:
            to.execute(insert(table), rows)
