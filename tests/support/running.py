"""The product as its users have it: three processes over HTTP, started once for all tests.

Tests share the processes, never the state: every test sits down at a seat of its own, an agent
with a Salesforce user and a line nobody else has.
"""

import itertools
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode
from uuid import uuid4

import requests
from sqlalchemy import create_engine, delete, select

from cti_adapter.app import utc_now
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import RecordId
from cti_adapter.demo import ORG, ORG_KEY, TWIN, TWIN_KEY, Demo, Ports
from cti_adapter.demo.ports import free_port
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.demo.processes import Cluster
from cti_adapter.org_book import OrgBook
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import ServerAccess
from cti_adapter.service.configuration import Configuration
from cti_adapter.simulator.client import Placed, place_call
from cti_adapter.storage import Storage, open_storage
from cti_adapter.storage.schema import pauses
from cti_adapter.storage.secrets import FernetSealer
from tests.support import task_fields
from tests.support.databases import DATABASES
from tests.support.measured import under_gevent
from tests.support.patience import until
from tests.support.seat import Seat

TIMEOUT_S = 10.0
QUIET = Policy(region="US", pop="never")
"""No page moves by itself while a test looks at it; tests of the pop ask for it."""
_counter = itertools.count(1)


class Running:
    """One running product with its stand-ins, as the demo's first org has them."""

    org_id, org_key = ORG, ORG_KEY

    def __init__(
        self, folder: Path, *, database: str | None = None, cluster: Cluster | None = None
    ) -> None:
        ports = Ports(*(free_port() for _ in range(5)))
        self.demo = Demo(
            folder,
            ports,
            control=True,
            database=database or DATABASES.new(),
            policy=QUIET,
            cluster=cluster,
        )
        self.database_server: PostgresServer | None = None
        """Where the database is this product's alone (clustered.py)."""
        # who says nothing of another address speaks from this machine
        self.demo.product_env = under_gevent() | {"CTI_TRUSTED_PROXIES": "1"}
        self.url = self.demo.product
        self.salesforce = self.demo.salesforce
        self.telephone = self.demo.telephone
        self.console = f"{self.salesforce}/lightning/app/console"
        self.hook = f"{self.url}/hooks/{self.demo.keys.connector}"
        self.hook_secret = self.demo.keys.webhook

    def __enter__(self) -> Self:
        try:
            self.demo.start()
        except BaseException:
            self.demo.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._expect_salesforce_to_answer()
            undocumented = task_fields.written(self.salesforce) - task_fields.documented()
            undocumented -= task_fields.MAPPED_BY_TESTS
            assert undocumented == set(), "Task fields that docs/task-fields.md lacks (S1-20)"
        finally:
            self.demo.stop()

    def _expect_salesforce_to_answer(self) -> None:
        """Fail where the stand-in stands still, and let it say where: all threads, on stderr."""
        try:
            requests.get(f"{self.salesforce}/services/data/", timeout=TIMEOUT_S)
        except requests.Timeout:
            standing_still = self.demo.processes["salesforce"]
            standing_still.send_signal(signal.SIGABRT)
            standing_still.wait(TIMEOUT_S)
            raise

    def twin(self) -> "Twin":
        """Return the same product as the second org of the demo has it (D11)."""
        return Twin(self)

    def storage(self) -> Storage:
        """Open the product's database beside it; close it again."""
        return open_storage(self.demo.database, FernetSealer((self.demo.keys.fernet,)))

    @contextmanager
    def configuration(self) -> Iterator[Configuration]:
        """Change settings as another process on the same database does."""
        storage = self.storage()
        try:
            yield Configuration(storage.configurations, utc_now, lambda _: None)
        finally:
            storage.close()

    def seat(self, *, signed_in: bool = True) -> Seat:
        """Make an agent whom no other test knows, signed in to Salesforce or nowhere."""
        self._end_pause()
        return Seat(self, next(_counter), signed_in=signed_in)

    def _end_pause(self) -> None:
        """Let this org go on at once, as a probe does that succeeds.

        A fault is for whoever writes just then: a call that another test has left behind may meet
        it and pause the org for minutes.
        """
        engine = create_engine(self.demo.database)
        with engine.begin() as connection:
            of_org = pauses.c.org_id == self.org_id
            if connection.execute(select(pauses).where(of_org)).first():
                connection.execute(delete(pauses).where(of_org))
        engine.dispose()

    # the telephone

    def call(self, *, sender: str | None, to: str, **more: Any) -> Placed:
        """Let a customer call an agent's line."""
        return place_call(self.telephone, from_number=sender, to_agent=to, **more)

    def on_the_phone(self, call: Placed, action: str) -> None:
        """Let something happen at the customer's or the agent's telephone."""
        answer = requests.post(
            f"{self.telephone}/calls/{call.call_id}/{action}", json={}, timeout=TIMEOUT_S
        )
        assert answer.ok, answer.text

    # the org

    def records(self, kind: str, **having: str) -> list[dict[str, Any]]:
        """Return the living records of an object in the stand-in, or those that have such texts."""
        answer = self._control("GET", f"records/{kind}?{urlencode(having)}")
        found: list[dict[str, Any]] = answer.json()
        return found

    def query(self, soql: str, **values: Any) -> list[dict[str, Any]]:
        """Ask the org as the integration user asks; values stand for {their names}."""
        return self._as_integration_user().query(soql, **values)

    def api_calls(self) -> int:
        """Return how many API requests of the day the org has counted."""
        gateway = self._as_integration_user()
        gateway.query("SELECT Id FROM Account LIMIT 1")
        assert gateway.usage is not None
        return gateway.usage.used

    def change(self, kind: str, at: str, **fields: Any) -> None:
        """Change a record, or a user, as an admin of the org does."""
        self._as_integration_user().update(kind, RecordId(at), fields)

    def change_user(self, username: str, **changed: Any) -> None:
        """Change a Salesforce user: columns, or `permissions`, the custom ones that are kept."""
        self._control("POST", "users", {"Username": username, **changed})

    def load(self, *rows: dict[str, Any]) -> dict[str, str]:
        """Make records in the stand-in, given as a record tree; return ids by reference."""
        made: dict[str, str] = self._control("POST", "load", list(rows)).json()["references"]
        return made

    def delete(self, *ids: str) -> None:
        """Delete records, as somebody in the org does."""
        self._control("POST", "delete", {"ids": list(ids)})

    def keeps_key(self, *, activity: bool = True, call_object: bool = False) -> None:
        """Give the org a place for the call key, or take it away; by itself Activity has it."""
        self._control("POST", "org", {"activity_key": activity, "call_object": call_object})

    def index_lags(self, seconds: float) -> None:
        """Let the search of the org find what is saved only so much later."""
        self._control("POST", "org", {"index_delay_s": seconds})

    def hide(self, *ids: str) -> None:
        """Keep these records from the integration user, and no others."""
        kept = {"user": "integration@example.test", "hidden": list(ids)}
        self._control("POST", "visibility", kept)

    def record_id(self, kind: str, name: str) -> str:
        """Return the id of a record by its name or number."""
        for row in self.records(kind):
            names = (row.get(column) for column in ("Name", "CaseNumber", "LastName", "Subject"))
            if name in names:
                return str(row["Id"])
        raise AssertionError(f"no {kind} {name}")

    def tasks_of(self, call: Placed) -> list[dict[str, Any]]:
        """Return the Tasks that carry this call's id."""
        return self.records("Task", CTI_Call_Id__c=call.call_id)

    def task_of(self, call: Placed) -> dict[str, Any]:
        """Wait for the one Task of a call and return it."""
        return until(lambda: next(iter(self.tasks_of(call)), None), f"a Task for {call.call_id}")

    def fault(self, match: str, kind: str, *, times: int | str = 1, **more: Any) -> None:
        """Make the stand-in fail the next matching requests."""
        self._control("POST", "faults", [{"match": match, "kind": kind, "times": times, **more}])

    def no_more_faults(self) -> None:
        """Let the stand-in work again."""
        self._control("DELETE", "faults")

    def _as_integration_user(self) -> Gateway:
        storage = self.storage()
        try:
            access = OrgBook(storage.settings, public_url=self.url).access(self.org_id)
        finally:
            storage.close()
        return Gateway(ServerAccess(access), access.api_version)

    def _control(self, method: str, path: str, body: Any = None) -> requests.Response:
        answer = requests.request(
            method, f"{self.salesforce}/_control/{path}", json=body, timeout=TIMEOUT_S
        )
        assert answer.ok, answer.text
        return answer

    def size_softphone(self, *, height: int, width: int) -> None:
        """Change the size in the call center definition; consoles loaded later have it."""
        adapter = f"{self.url}/o/demo/softphone"
        body = {"adapter_url": adapter, "height": height, "width": width}
        self._control("POST", "call-center", body)

    def make_user(self, username: str, name: str) -> str:
        """Make a Salesforce user; return the id."""
        body = {"Username": username, "LastName": name, "Email": username}
        made: str = self._control("POST", "users", body).json()["id"]
        return made


class Twin(Running):
    """The twin of the demo's org: other stand-ins, the same people, lines and numbers."""

    org_id, org_key = TWIN, TWIN_KEY

    def __init__(self, first: Running) -> None:
        twin = first.demo.twin
        assert twin is not None
        self.demo = first.demo
        self.url = first.url
        self.salesforce = twin.salesforce
        self.telephone = twin.telephone
        self.console = f"{self.salesforce}/lightning/app/console"
        self.hook, self.hook_secret = twin.hook, twin.keys.webhook

    def like(self, seat: Seat) -> Seat:
        """Make an agent with the id, the line and the name of one of the first org."""
        return Seat(self, seat.number)


def fresh_name(stem: str) -> str:
    """Return a username's first part that nobody else has; it never ends like an agent's, "a"."""
    return f"{stem}{uuid4().int % 10**9}"
