"""THE COMPOSITION ROOT: every part is made here and handed to those who need it.

Nothing is built at import time, there is no container and no global: read `Product` from top to
bottom and you have seen what the product is made of.
"""

import os
import random
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from flask import Flask

from cti_adapter.admin_area import AdminArea
from cti_adapter.calls.commands import Command
from cti_adapter.duties import Bell, Duty, Rounds, stop_all
from cti_adapter.errors import SettingsError
from cti_adapter.logs import configure_logs
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import OrgId
from cti_adapter.seed import seed_first_org
from cti_adapter.service.agent_desk import AgentDesk
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.call_log import CallErrand
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.intake import Intake
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.open_record import RecordKnowledge
from cti_adapter.service.panel_state import PanelState
from cti_adapter.service.ports import Agent, Post
from cti_adapter.service.settings_news import SettingsNews
from cti_adapter.service.telephone import Telephone
from cti_adapter.service.timekeeper import Timekeeper
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage, migrate, open_storage
from cti_adapter.storage.notify import Listener
from cti_adapter.storage.secrets import FernetSealer
from cti_adapter.telephony.dispatch import Dispatch
from cti_adapter.web.admin.door import issue_boot_token
from cti_adapter.web.agent_rights import AgentRights
from cti_adapter.web.api import AgentApi
from cti_adapter.web.auth import AuthRoutes
from cti_adapter.web.headers import register_headers
from cti_adapter.web.health import health
from cti_adapter.web.hook_witness import HookWitness
from cti_adapter.web.hooks import LARGEST, hooks
from cti_adapter.web.hub import Hub
from cti_adapter.web.intake import intake
from cti_adapter.web.loops import loop_of_this_process
from cti_adapter.web.panel import JsonPanel
from cti_adapter.web.problems import register_problems
from cti_adapter.web.reception import Reception
from cti_adapter.web.sessions import Sessions
from cti_adapter.web.sign_in import SignInDesk
from cti_adapter.web.socket import register_socket
from cti_adapter.web.softphone import OrgPage, softphone
from cti_adapter.web.switchboard import Switchboard

ROOT = Path(__file__).parent.parent
"""Where templates/ and static/ stand beside the package."""

CLOCK_S = 0.25
"""How late a wrap-up may end."""
NEWS_S = 1.0
"""How late an open panel hears of changed settings, beside the telling (B-14: 5 s)."""
WATCH_S = 60.0
"""How long a socket may outlive its session (reliability-security.md 3.3)."""


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


class NoPost:
    """The port Post of a process without sockets: the database tells the others."""

    def deliver(self, org_id: OrgId, messages: object) -> None:
        """Do nothing; PostgreSQL's NOTIFY went out with the transaction."""


class Exchanges:
    """The port Telephony: the connectors of the orgs."""

    def __init__(self, orgs: OrgBook) -> None:
        self._orgs = orgs

    def connector_for(self, agent: Agent) -> str:
        """Return the connector on which the agent's calls run."""
        return self._orgs.connector_for(agent)

    def send(self, org_id: OrgId, connector: str, command: Command) -> None:
        """Post a command to the telephone system."""
        dispatch = Dispatch(lambda key: self._orgs.exchange_of(org_id, key), utc_now)
        dispatch.send(connector, command)


class Product:
    """The parts that web and work share."""

    def __init__(self, settings: Settings, storage: Storage, post: Post) -> None:
        self.storage = storage
        self.orgs = OrgBook(storage.settings, public_url=settings.public_url)
        self.configuration = Configuration(storage.configurations, utc_now, self.orgs.forget)
        self.bell = Bell()
        self.flow = CallFlow(
            storage.units,
            orgs=self.orgs,
            panel=JsonPanel(),
            post=post,
            bell=self.bell,
            clock=utc_now,
            new_id=new_id,
        )
        self.flow.look_up = RecordKnowledge(self.flow, self.orgs, Threads()).look_up
        self.intake = Intake(
            storage.intakes,
            storage.units,
            bell=self.bell,
            clock=utc_now,
            new_id=new_id,
            random_bytes=os.urandom,
        )

    def duties(self) -> list[Duty]:
        """Return courier and clock, ready to be started."""
        leads = LeadErrand(self.storage.made_leads, utc_now)
        errand = CallErrand(
            self.flow, leads, units=self.storage.units, orgs=self.orgs, clock=utc_now
        )
        courier = Courier(self.storage.queue, errand, clock=utc_now, jitter=random.random)
        timekeeper = Timekeeper(self.flow, self.storage.timers, utc_now)
        return [
            Duty("courier", Rounds(courier, self.bell).make, every_s=0),
            Duty("clock", timekeeper.tick, every_s=CLOCK_S),
        ]


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application; with SQLite it carries out the duties as well (D5).

    Args:
        settings: read from the environment where they are not given, as gunicorn does it.

    Raises:
        SettingsError: the settings are incomplete or wrong; says all of it.
    """
    settings = settings or Settings.from_env(os.environ)
    configure_logs(settings.log_format)
    storage = _open(settings)
    hub = Hub(loop_of_this_process())
    switchboard = Switchboard(hub, storage.people.messages_since, Threads())
    product = Product(settings, storage, switchboard)
    app = Flask(
        "cti_adapter", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    _register(app, settings, product, hub, switchboard)
    watch = Duty("watch", lambda: _close_ended(hub, storage), every_s=WATCH_S)
    news = Duty("news", _news(product).look, every_s=NEWS_S)
    duties = [watch, news, *(product.duties() if storage.is_sqlite else ())]
    for duty in duties:
        duty.start()
    if not storage.is_sqlite:
        Listener(
            settings.database_url,
            on_message=switchboard.catch_up,
            on_outbox=lambda: None,
            on_gap=switchboard.catch_up_all,
            on_ended=hub.end_session,
        )
    app.extensions["stop"] = lambda: stop_all(duties)
    return app


def run_work(settings: Settings) -> int:
    """Carry out the duties until ended; on SQLite the web process does, so refuse.

    Returns:
        The exit code.
    """
    configure_logs(settings.log_format)
    storage = _open(settings)
    if storage.is_sqlite:
        sys.stderr.write(
            "work needs PostgreSQL: a SQLite file is written by one process, and with it "
            "the web process carries out the duties itself. Set CTI_DATABASE_URL.\n"
        )
        return 2
    product = Product(settings, storage, NoPost())
    duties = product.duties()
    listener = Listener(
        settings.database_url,
        on_message=lambda _org, _agent: None,
        on_outbox=product.bell.ring,
        on_gap=product.bell.ring,
    )
    for duty in duties:
        duty.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        duties[0].wait()
    finally:
        listener.close()
        stop_all(duties)
    return 0


def new_boot_token(settings: Settings, org_key: str | None) -> str:
    """Return a token that opens the admin pages once (`cti-adapter boot-token`).

    Args:
        settings: of the deployment.
        org_key: whose pages; by default the first org's, or where there is none, those of set-up.

    Raises:
        SettingsError: no org has this key.
    """
    storage = _open(settings)
    try:
        orgs = storage.settings.orgs()
        wanted = [org.id for org in orgs if org_key in {None, org.key}]
        if org_key is not None and not wanted:
            raise SettingsError(f"--org: no org has the key {org_key!r}")
        org_id = wanted[0] if wanted else OrgId("")
        return issue_boot_token(storage.admin_sessions, org_id, utc_now())
    finally:
        storage.close()


def _close_ended(hub: Hub, storage: Storage) -> None:
    """Close the sockets of agents who signed out, wherever they did it (4401)."""
    hub.each_session(storage.sessions.lasting(utc_now()).__contains__)


def _news(product: Product) -> SettingsNews:
    storage = product.storage
    return SettingsNews(
        product.flow,
        numbers=storage.configurations.numbers,
        policy=product.orgs.policy_now,
        newest=lambda org_id: product.configuration.versions(org_id, limit=1),
        signed_in=lambda: storage.sessions.signed_in(utc_now()),
        clock=utc_now,
    )


def open_deployment(settings: Settings) -> Storage:
    """Open the database of a deployment, brought up to date; close it again.

    Raises:
        SettingsError: there is none, or its secrets do not open with our keys.
    """
    return _open(settings)


def _open(settings: Settings) -> Storage:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(
            parents=True, exist_ok=True
        )
    migrate(settings.database_url)
    storage = open_storage(settings.database_url, FernetSealer(settings.secret_keys), clock=utc_now)
    seed_first_org(storage.settings, settings, utc_now())
    storage.settings.check_secrets()
    return storage


def _register(
    app: Flask, settings: Settings, product: Product, hub: Hub, switchboard: Switchboard
) -> None:
    storage, orgs, flow = product.storage, product.orgs, product.flow
    sessions = Sessions(storage.sessions, storage.people.agent, utc_now)
    sign_in = SignInDesk(
        sign_ins=storage.sign_in,
        sessions=storage.sessions,
        people=storage.people,
        orgs=orgs,
        still_agent=AgentRights(storage.sessions, storage.people, orgs, utc_now).still_agent,
        clock=utc_now,
    )
    telephone = Telephone(
        flow, units=storage.units, orgs=orgs, telephony=Exchanges(orgs), new_id=new_id
    )
    reception = Reception(
        sessions=sessions,
        store=storage.sessions,
        people=storage.people,
        panels=PanelState(storage.units, orgs, utc_now),
        orgs=orgs,
        switchboard=switchboard,
        clock=utc_now,
    )
    door, admin_pages = AdminArea(
        storage=storage,
        orgs=orgs,
        configuration=product.configuration,
        intake=product.intake,
        end=partial(_end, sessions, hub),
        clock=utc_now,
        new_id=new_id,
        settings=settings,
    ).put_on(app)
    auth = AuthRoutes(
        sign_in,
        sessions,
        hub,
        public_url=settings.public_url,
        login_url=lambda login_id: _login_url(orgs, login_id),
        admin_callback=door.callback,
    )
    register_problems(app)
    register_headers(app, public_url=settings.public_url)
    app.register_blueprint(auth.blueprint())
    app.register_blueprint(AgentApi(AgentDesk(flow), telephone, sessions).blueprint())
    app.register_blueprint(reception.blueprint())
    witness = HookWitness(storage.findings, Threads(), utc_now)
    app.register_blueprint(hooks(flow, orgs.exchange, utc_now, witness))
    app.register_blueprint(intake(product.intake, lambda org_id: orgs.policy(org_id).region))
    app.register_blueprint(
        softphone(lambda key: _org_page(orgs, key), public_url=settings.public_url)
    )
    app.register_blueprint(health(hub, storage.ready))
    for pages in admin_pages:
        app.register_blueprint(pages)
    register_socket(app, hub, reception.redeem, reception.backlog, settings.public_url)


def _end(sessions: Sessions, hub: Hub, sign_ins: set[str]) -> None:
    """Let sign-ins that ended act no longer in this process, and close their sockets."""
    sessions.forget(sign_ins)
    for sign_in in sign_ins:
        hub.end_session(sign_in)


def _login_url(orgs: OrgBook, login_id: str) -> str:
    org = orgs.by_key(login_id.rpartition(".")[0])
    return org.config.login_url if org is not None else ""


def _org_page(orgs: OrgBook, key: str) -> OrgPage | None:
    org = orgs.by_key(key)
    if org is None:
        return None
    return OrgPage(key=org.key, hosts=org.config.hosts, api_version=org.config.api_version)
