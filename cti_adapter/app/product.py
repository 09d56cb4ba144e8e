"""What web and work are both made of: the storage, the orgs, the flow of calls, the duties.

Nothing is built at import time, there is no container and no global.
"""

import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from cti_adapter.app.privacy import Privacy
from cti_adapter.calls.commands import Command
from cti_adapter.calls.events import TelephonyEvent
from cti_adapter.duties import Bell, Duty, Rounds
from cti_adapter.logbook.submission import read_form
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import OrgId
from cti_adapter.receivers.post import HttpSender
from cti_adapter.seed import seed_first_org
from cti_adapter.service.api_usage import WRITTEN_EVERY_S, ApiUsages
from cti_adapter.service.audit import AuditRetention
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.call_log import CallErrand
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.following import Following
from cti_adapter.service.held_news import HeldNews
from cti_adapter.service.hook_errand import HookErrand
from cti_adapter.service.intake import Intake
from cti_adapter.service.knowledge import Knowledge
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.open_record import RecordKnowledge
from cti_adapter.service.ports import Agent, Post
from cti_adapter.service.presence_out import PresenceErrand
from cti_adapter.service.pulse import Pulse
from cti_adapter.service.receiver_address import Reach
from cti_adapter.service.recent_records import RecentRecords
from cti_adapter.service.second_logs import SecondLogs
from cti_adapter.service.set_up import CONNECTION
from cti_adapter.service.sign_in_states import SignInStates
from cti_adapter.service.silence import Silence
from cti_adapter.service.stating import Stating
from cti_adapter.service.timekeeper import Timekeeper
from cti_adapter.service.told_afterwards import ToldAfterwards
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage, bring_up_to_date, open_storage
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.telephony.connector import ApiRequest, FormSaid, ToldCall
from cti_adapter.telephony.dispatch import Dispatch, HttpLine, Send, hold, send_all
from cti_adapter.web.panel import JsonPanel

CLOCK_S = 0.25
"""How late a wrap-up may end."""

SILENCE_S = 1.0
"""How late it is noticed that a client gave no sign of life for twelve hours."""

HELD_NEWS_S = 2.0
"""How late a panel is told that more, or fewer, wait for a paused org."""

HOUR_S = 3600.0
"""How often one looks for rows of the audit log whose time is up."""

TURN_S = 5.0
"""How often one looks whether it is an org's turn to be asked for second logs."""


def utc_now() -> datetime:
    """Return the time; the only clock of the product."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id that nobody else has."""
    return uuid4().hex


class Threads:
    """Runs what may be missed in a thread of its own (port Background)."""

    def start(self, work: Callable[[], None]) -> None:
        """Start it and return."""
        threading.Thread(target=work, daemon=True).start()

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Start it after so long, unless what is returned is called before."""
        timer = threading.Timer(seconds, work)
        timer.daemon = True
        timer.start()
        return timer.cancel


class NoPost:
    """The port Post of a process without sockets: the database tells the others."""

    def deliver(self, org_id: OrgId, messages: object) -> None:
        """Do nothing; PostgreSQL's NOTIFY went out with the transaction."""


class Exchanges:
    """The port Telephony: the connectors of the orgs."""

    def __init__(self, orgs: OrgBook, send: Send) -> None:
        self._orgs = orgs
        self._send = send

    def connectors_for(self, agent: Agent) -> Sequence[str]:
        """Return the connectors on which the agent may dial."""
        return self._orgs.connectors_for(agent)

    def send(self, org_id: OrgId, connector: str, command: Command) -> Sequence[TelephonyEvent]:
        """Post a command to the telephone system."""
        dispatch = Dispatch(lambda key: self._orgs.exchange_of(org_id, key), utc_now, self._send)
        return dispatch.send(connector, command)


class Product:
    """The parts that web and work share."""

    def __init__(self, settings: Settings, storage: Storage, post: Post) -> None:
        self.storage = storage
        self.orgs = OrgBook(
            storage.settings, public_url=settings.public_url, checked_at=self._checked_at
        )
        self.line_out = HttpLine(loopback=settings.is_loopback)
        self.configuration = Configuration(storage.configurations, utc_now, self.orgs.forget)
        self.bell = Bell()
        self.pulse = Pulse(storage.findings, utc_now)
        self.usages = ApiUsages(
            lambda: [org.id for org in self.orgs.all()], self.orgs.usage, storage.findings, utc_now
        )
        self.flow = CallFlow(
            storage.units,
            orgs=self.orgs,
            panel=JsonPanel(),
            post=post,
            bell=self.bell,
            clock=utc_now,
            new_id=new_id,
        )
        self.knowledge = Knowledge(
            lambda org_id, ids: self.orgs.salesforce(org_id).learn(ids), Threads(), time.monotonic
        )
        self.recent = RecentRecords(time.monotonic)
        reach = Reach.of(settings.receiver_networks, loopback=settings.is_loopback)
        self.send = HttpSender(reach, utc_now)
        self.flow.records = RecordKnowledge(self.flow, self.knowledge, self.recent)
        self.second_logs = SecondLogs(
            self.flow,
            units=storage.units,
            orgs=self.orgs,
            agent_of=storage.people.agent_of,
            clock=utc_now,
        )
        self.states = SignInStates(self.flow, Stating(self.flow).tell)
        storage.sessions.on_ended = self.states.moved
        self.told_afterwards = ToldAfterwards(
            self.flow,
            storage.units,
            storage.findings,
            systems=lambda: {org.id: self.orgs.capabilities(org.id) for org in self.orgs.all()},
            ask=self._remembered,
            ask_now=self._running,
            clock=utc_now,
        )
        self.following = Following(
            self.flow,
            self.orgs.salesforce,
            storage.reconciliation.find_call,
            storage.findings,
            utc_now,
        )
        self.privacy = Privacy(
            storage=storage,
            orgs=self.orgs,
            flow=self.flow,
            recent=self.recent,
            configuration=self.configuration,
        )
        self.intake = Intake(
            storage.intakes,
            storage.units,
            bell=self.bell,
            clock=utc_now,
            new_id=new_id,
        )

    def duties(self) -> list[Duty]:
        """Return courier and clock, ready to be started."""
        leads = LeadErrand(self.storage.made_leads, utc_now)
        errand = CallErrand(
            self.flow,
            leads,
            self.recent,
            units=self.storage.units,
            orgs=self.orgs,
            clock=utc_now,
        )
        courier = Courier(self.storage.queue, errand, clock=utc_now, jitter=random.random)
        there = self.storage.reconciliation
        held = HeldNews(self.flow, there.paused, there.waiting_calls)
        timekeeper = Timekeeper(self.flow, self.storage.timers, utc_now)
        storage = self.storage
        silence = Silence(self.states, storage.people, storage.web_processes.last_seen, utc_now)
        outward = HookErrand(
            self.storage.units,
            self.storage.receivers,
            self.storage.findings,
            send=self.send,
            clock=utc_now,
        )
        messenger = Courier(self.storage.elsewhere, outward, clock=utc_now, jitter=random.random)
        presences = PresenceErrand(
            storage.units,
            self.orgs.capabilities,
            Exchanges(self.orgs, self.line_out),
            storage.findings,
            clock=utc_now,
        )
        teller = Courier(storage.presences, presences, clock=utc_now, jitter=random.random)
        return [
            Duty("courier", Rounds(courier, self.bell, self.pulse.beat).make, every_s=0),
            Duty("messenger", Rounds(messenger, Bell()).make, every_s=0),
            Duty("presences", Rounds(teller, Bell()).make, every_s=0),
            Duty("clock", timekeeper.tick, every_s=CLOCK_S),
            Duty("silence", silence.tick, every_s=SILENCE_S),
            Duty("held news", held.look, every_s=HELD_NEWS_S),
            Duty("conversions", self._follow_conversions, every_s=TURN_S),
            Duty("second logs", self._look_for_second_logs, every_s=TURN_S),
            Duty("told afterwards", self.told_afterwards.look, every_s=TURN_S),
            Duty("audit", lambda: AuditRetention(storage.audit).tick(utc_now()), every_s=HOUR_S),
            Duty("retention", self.privacy.retention(utc_now).tick, every_s=TURN_S),
            Duty("api usage", self.usages.write_down, every_s=WRITTEN_EVERY_S),
        ]

    def send_later(self, requests: tuple[ApiRequest, ...]) -> None:
        """Send what a telephone system's event asks for, beside the request."""
        Threads().start(lambda: send_all(requests, self.line_out))

    def take_form(self, org_id: OrgId, said: FormSaid) -> None:
        """Take a web form that a telephone system passes on (docs/intake.md).

        Raises:
            Unprocessable: it says not what it should.
        """
        form = read_form(said.fields, self.orgs.policy(org_id).region)
        self.intake.take(org_id, said.id, msgspec.json.encode(said.fields), form)

    def look_at(self, agent: Agent, files: Sequence[CallFile]) -> None:
        """Have the Tasks of past calls looked at, beside the request (port LookAt)."""
        Threads().start(lambda: self.following.look_at(agent, files))

    def _checked_at(self, org_id: OrgId) -> datetime | None:
        found = self.storage.findings.of(org_id, like=CONNECTION).get(CONNECTION)
        return found.at if found is not None else None

    def _remembered(self, org_id: OrgId, key: str, since: datetime) -> Sequence[ToldCall]:
        exchange = self.orgs.exchange_of(org_id, key)
        asked = exchange.codec.reconcile(since, utc_now(), exchange.credentials)
        return hold(asked, self.line_out)

    def _running(self, org_id: OrgId, key: str) -> Sequence[ToldCall]:
        exchange = self.orgs.exchange_of(org_id, key)
        return hold(exchange.codec.resync(utc_now(), exchange.credentials), self.line_out)

    def _follow_conversions(self) -> None:
        orgs = [org.id for org in self.orgs.all()]
        self.following.look_around(orgs, {at: self.orgs.policy(at).retention for at in orgs})

    def _look_for_second_logs(self) -> None:
        self.second_logs.look_around(org.id for org in self.orgs.all())


def open_deployment(settings: Settings) -> Storage:
    """Open the database of a deployment, brought up to date; close it again.

    Raises:
        SettingsError: there is none, it cannot be brought up to date, or its secrets do not open
            with our keys.
    """
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(
            parents=True, exist_ok=True
        )
    copied = bring_up_to_date(settings.database_url, utc_now())
    if copied is not None:
        sys.stderr.write(f"The database was brought up to date; as it was before: {copied}\n")
    storage = open_storage(settings.database_url, FernetSealer(settings.secret_keys), clock=utc_now)
    seed_first_org(storage.settings, settings, utc_now())
    storage.sealed.check()
    return storage
