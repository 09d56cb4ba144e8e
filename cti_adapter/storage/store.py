"""Opens the storage of a deployment, and holds its parts together."""

from sqlalchemy.dialects.postgresql import insert

from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.service.ports import Clock
from cti_adapter.storage import engine
from cti_adapter.storage.admin_sessions import AdminSessions
from cti_adapter.storage.agents import AgentBook
from cti_adapter.storage.audit import AuditTrail
from cti_adapter.storage.audited import AuditedDatabase
from cti_adapter.storage.calls import CallTimers
from cti_adapter.storage.configurations import Configurations
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.erasing import Erasures
from cti_adapter.storage.figures import Figures
from cti_adapter.storage.findings import FindingStore
from cti_adapter.storage.inbox import Inbox
from cti_adapter.storage.intake import SIGNALS, Intakes
from cti_adapter.storage.last_day import LastDay
from cti_adapter.storage.live import LiveBook
from cti_adapter.storage.made_leads import MadeLeadStore
from cti_adapter.storage.migrations import HEAD, version_of
from cti_adapter.storage.milestones import Milestones
from cti_adapter.storage.moments import utc_now
from cti_adapter.storage.outbox import OutboxQueue
from cti_adapter.storage.people import People
from cti_adapter.storage.postgresql import PostgresqlDatabase
from cti_adapter.storage.receivers import ReceiverBook
from cti_adapter.storage.reconciliation import Reconciliation
from cti_adapter.storage.retention import Retained
from cti_adapter.storage.row_security import binds
from cti_adapter.storage.schema import probes
from cti_adapter.storage.sealed import Sealed
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.sessions import Sessions
from cti_adapter.storage.settings import SettingsStore
from cti_adapter.storage.sign_in import SignIns
from cti_adapter.storage.sqlite import SqliteDatabase
from cti_adapter.storage.tickets import Tickets
from cti_adapter.storage.transaction import Prepared, Transaction
from cti_adapter.storage.unit_of_work import SqlUnits
from cti_adapter.storage.web_processes import WebProcesses

_INSERT = insert(probes)
_PROBE = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[probes.c.org_id], set_={"at": _INSERT.excluded.at}
    )
)


class Storage:
    """Everything that is kept.

    Attributes:
        is_sqlite: whether it is a file of this machine, which one process writes.
        units: transactions of one org (ports Units and Unit).
        queue: the outbox of all orgs, what goes to them (port Queue).
        elsewhere: the same, what goes to receivers.
        reconciliation: what became of the calls of an org.
        last_day: what its last 24 hours were like.
        timers: calls that the clock has to look at (port Timers).
        agents: the agents as an admin manages them (port Roster).
        people: agents, desks, messages since a reconnect.
        live: calls and agents as they are now (port Watched).
        inbox: raw input, for those who look into it.
        intakes: addresses of form submissions (port IntakeStore).
        signals: addresses to which orgs tell of sign-outs (port IntakeStore).
        configurations: what admins decided, with all versions of it.
        erasures: what is kept of a number, to be erased (port ErasureStore).
        retained: what is kept, found by its age (port RetentionStore).
        figures: what is counted over all orgs, for /metrics.
        findings: what the checks of the set-up found last (port Findings).
        receivers: whom orgs have told of their calls (port ReceiverStore).
        made_leads: the Leads made of callers, one per number (port MadeLeads).
        milestones: how far an org has come.
        settings: orgs and connectors, with their secrets.
        sign_in: sign-ins on their way, until the iframe claims its session.
        sessions: who is signed in.
        tickets: with which the signed in open sockets.
        admin_sessions: who is signed in to the admin pages, and boot tokens.
        web_processes: who holds the sockets, of all orgs.
        sealed: all that is sealed, to be opened at the start and sealed anew.
        audit: who did what, in rows that are only appended (port AuditLog).
    """

    def __init__(self, database: Database, sealer: Sealer, clock: Clock) -> None:
        self.is_sqlite = isinstance(database, SqliteDatabase)
        self.audit = AuditTrail(database, sealer, clock)
        database = AuditedDatabase(database, self.audit)
        self.units = SqlUnits(database, clock)
        self.queue = OutboxQueue(database)
        self.elsewhere = OutboxQueue(database, only=Kind.HOOK)
        self.presences = OutboxQueue(database, only=Kind.PRESENCE)
        self.reconciliation = Reconciliation(database)
        self.last_day = LastDay(database)
        self.timers = CallTimers(database)
        self.agents = AgentBook(database)
        self.people = People(database)
        self.live = LiveBook(database)
        self.inbox = Inbox(database)
        self.intakes = Intakes(database, sealer)
        self.signals = Intakes(database, sealer, SIGNALS)
        self.configurations = Configurations(database, sealer)
        self.erasures = Erasures(database, sealer)
        self.retained = Retained(database)
        self.findings = FindingStore(database)
        self.sealed = Sealed(database, sealer)
        self.figures = Figures(database)
        self.made_leads = MadeLeadStore(database, sealer)
        self.receivers = ReceiverBook(database, sealer)
        self.milestones = Milestones(database)
        self.settings = SettingsStore(database, sealer)
        self.sign_in = SignIns(database, sealer)
        self.sessions = Sessions(database)
        self.tickets = Tickets(database)
        self.admin_sessions = AdminSessions(database)
        self.web_processes = WebProcesses(database)
        self._database = database
        self._clock = clock

    def ready(self) -> bool:
        """Whether the database takes a write, and has the schema this code expects."""
        return not self.fault()

    def fault(self) -> str:
        """Return why not: "database" or "migrations"; "" where it does, and has."""
        try:
            return "" if self._database.write(OrgId(""), self._probe) else "migrations"
        except StorageUnavailable:
            return "database"

    def is_fenced(self) -> bool:
        """Whether the policies of PostgreSQL bind our user; True on SQLite, which has none."""
        return self.is_sqlite or self._database.read(ACROSS_ORGS, lambda open_: binds(open_.core))

    def close(self) -> None:
        """Finish what waits, then let the database go."""
        self._database.close()

    def _probe(self, transaction: Transaction) -> bool:
        if version_of(transaction.core) != HEAD:
            return False
        transaction.run(_PROBE, org_id="", at=self._clock())
        return True


def open_storage(url: str, sealer: Sealer, *, clock: Clock = utc_now) -> Storage:
    """Open the storage; the schema is brought up to date by `migrate`, not here.

    Args:
        url: `sqlite:///path` or `postgresql+psycopg://…`.
        sealer: keeps the secrets of orgs and connectors unreadable.
        clock: tells when rows were written.

    Raises:
        SettingsError: the URL names no database we know.
    """
    parsed = engine.parsed(url)
    on_sqlite = engine.is_sqlite(parsed)
    database = SqliteDatabase(parsed) if on_sqlite else PostgresqlDatabase(parsed)
    return Storage(database, sealer, clock)
