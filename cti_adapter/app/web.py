"""The web application: every part is made here and handed to those who need it."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from flask import Flask

from cti_adapter.app.admin_area import AdminArea
from cti_adapter.app.open_pages import OpenPages
from cti_adapter.app.operations import Operations
from cti_adapter.app.product import Exchanges, Product, Threads, new_id, open_deployment, utc_now
from cti_adapter.duties import Duty, stop_all
from cti_adapter.logs import configure_logs
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.afterwards import Afterwards
from cti_adapter.service.agent_desk import AgentDesk
from cti_adapter.service.api_usage import WRITTEN_EVERY_S
from cti_adapter.service.by_hand import CallsByHand
from cti_adapter.service.choosing import Choosing
from cti_adapter.service.colleagues import Neighbours
from cti_adapter.service.dialling import DialLists
from cti_adapter.service.do_not_call import DoNotCall
from cti_adapter.service.do_not_log import DoNotLog
from cti_adapter.service.finding import Finder
from cti_adapter.service.follow_up import FollowUps
from cti_adapter.service.handing_on import HandingOn
from cti_adapter.service.history import History
from cti_adapter.service.offers import Offers
from cti_adapter.service.panel_state import PanelState
from cti_adapter.service.presence import Presences
from cti_adapter.service.settings_news import SettingsNews
from cti_adapter.service.signals import Signals
from cti_adapter.service.telephone import Telephone
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage
from cti_adapter.storage.notify import Listener
from cti_adapter.web.admin.error_pages import register_error_pages
from cti_adapter.web.afterwards import AfterwardsApi
from cti_adapter.web.agent_rights import AgentRights
from cti_adapter.web.api import AgentApi
from cti_adapter.web.audit import Refusals, register_audit
from cti_adapter.web.auth import AuthRoutes
from cti_adapter.web.choosing import ChoosingApi
from cti_adapter.web.companion import companion
from cti_adapter.web.dial_list import DialListApi
from cti_adapter.web.do_not_log import DoNotLogApi
from cti_adapter.web.files import register_files
from cti_adapter.web.handing_on import HandingOnApi
from cti_adapter.web.headers import register_headers
from cti_adapter.web.history import HistoryApi
from cti_adapter.web.hook_witness import HookWitness
from cti_adapter.web.hooks import LARGEST, hooks
from cti_adapter.web.hub import Hub
from cti_adapter.web.intake import intake
from cti_adapter.web.limits import Limits, believe_proxies, register_limits
from cti_adapter.web.page_routes import PageRoutes
from cti_adapter.web.presence_api import PresenceApi
from cti_adapter.web.problems import register_problems
from cti_adapter.web.reception import Reception
from cti_adapter.web.sessions import Sessions
from cti_adapter.web.sign_in import SignInDesk
from cti_adapter.web.signals import signals
from cti_adapter.web.signed_out import signed_out
from cti_adapter.web.socket import register_socket
from cti_adapter.web.softphone import OrgPage, softphone
from cti_adapter.web.turnstile import Turnstile

ROOT = Path(__file__).parents[2]
"""Where templates/ and static/ stand beside the package."""


NEWS_S = 1.0
"""How late an open panel hears of changed settings, beside the telling (B-14: 5 s)."""
REFUSALS_S = 10.0
"""How often one looks whether refusals were counted for long enough."""
WATCH_S = 60.0
"""How long a socket may outlive its session (reliability-security.md 3.3)."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the web application; with SQLite it carries out the duties as well (D5).

    Args:
        settings: read from the environment where they are not given, as gunicorn does it.

    Raises:
        SettingsError: the settings are incomplete or wrong; says all of it.
    """
    settings = settings or Settings.from_env(os.environ)
    configure_logs(settings.log_format)
    storage = open_deployment(settings)
    open_pages = OpenPages(storage)
    hub, switchboard = open_pages.hub, open_pages.switchboard
    product = Product(settings, storage, switchboard)
    app = Flask("cti_adapter", template_folder=str(ROOT / "templates"), static_folder=None)
    believe_proxies(app, settings.trusted_proxies)
    app.wsgi_app = Turnstile(app.wsgi_app)  # type: ignore[method-assign, assignment]
    register_files(app, ROOT / "static")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    lease_duties = _register(app, settings, product, open_pages)
    watch = Duty("watch", lambda: _close_ended(hub, storage), every_s=WATCH_S)
    news = Duty("news", _news(product, switchboard.catch_up_all).look, every_s=NEWS_S)
    work = (
        product.duties()
        if storage.is_sqlite
        else [Duty("api usage", product.usages.write_down, every_s=WRITTEN_EVERY_S)]
    )
    duties = [watch, news, *lease_duties, *work]
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


def _close_ended(hub: Hub, storage: Storage) -> None:
    """Close the sockets of agents who signed out, wherever they did it (4401)."""
    hub.each_session(storage.sessions.lasting(utc_now()).__contains__)


def _news(product: Product, stored: Callable[[], None]) -> SettingsNews:
    storage = product.storage
    return SettingsNews(
        product.flow,
        numbers=storage.configurations.numbers,
        policy=product.orgs.policy_now,
        not_logged=storage.agents.not_logged,
        newest=lambda org_id: product.configuration.versions(org_id, limit=1),
        signed_in=lambda: storage.sessions.signed_in(utc_now()),
        clock=utc_now,
        stored=stored,
    )


def _register(
    app: Flask, settings: Settings, product: Product, open_pages: OpenPages
) -> tuple[Duty, ...]:
    """Put every route on the app; return the duties that come with the open pages."""
    hub = open_pages.hub
    pages, duties = open_pages.lease(product)
    storage, orgs, flow = product.storage, product.orgs, product.flow
    sessions = Sessions(storage.sessions, storage.people.agent, utc_now)
    still_agent = AgentRights(storage.sessions, storage.people, orgs, utc_now).still_agent
    sign_in = SignInDesk(
        sign_ins=storage.sign_in,
        sessions=storage.sessions,
        people=storage.people,
        orgs=orgs,
        still_agent=still_agent,
        entered=product.states.enter,
        clock=utc_now,
    )
    telephone = Telephone(
        flow,
        units=storage.units,
        orgs=orgs,
        telephony=Exchanges(orgs, product.line_out),
        do_not_call=DoNotCall(
            lambda org_id, number: orgs.salesforce(org_id).do_not_call(number),
            orgs.policy,
            Threads(),
        ),
        new_id=new_id,
    )
    reception = Reception(
        sessions=sessions,
        tickets=storage.tickets,
        people=storage.people,
        panels=PanelState(storage.units, orgs, utc_now),
        orgs=orgs,
        switchboard=open_pages.switchboard,
        pages=pages,
        clock=utc_now,
    )
    frame, door, admin_pages = AdminArea(
        storage=storage,
        orgs=orgs,
        configuration=product.configuration,
        flow=flow,
        second_logs=product.second_logs,
        privacy=product.privacy,
        usage=product.usages.of,
        end=partial(_end, sessions, hub),
        still_agent=still_agent,
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
    limits = Limits()
    register_limits(app, limits)
    refusals = Refusals(storage.audit.append, utc_now)
    register_audit(app, refusals, partial(_org_of_hook, orgs))
    app.after_request(limits.turn_away)
    register_headers(app, public_url=settings.public_url)
    register_error_pages(app, frame)
    app.register_blueprint(auth.blueprint())
    app.register_blueprint(AgentApi(AgentDesk(flow), telephone, sessions).blueprint())
    finder = Finder(orgs, Threads(), utc_now)
    afterwards = Afterwards(flow)
    choosing = Choosing(AgentDesk(flow), afterwards, storage.units, orgs, finder)
    app.register_blueprint(ChoosingApi(choosing, sessions).blueprint())
    handing_on = HandingOn(telephone, storage.units, orgs)
    neighbours = Neighbours(storage.agents, storage.units, orgs, utc_now)
    app.register_blueprint(HandingOnApi(handing_on, neighbours, sessions).blueprint())
    dial_lists = DialLists(
        flow,
        units=storage.units,
        orgs=orgs,
        callees=finder.callees,
        telephone=telephone,
        new_id=new_id,
    )
    app.register_blueprint(DialListApi(dial_lists, sessions).blueprint())
    past = (
        History(flow, storage.units, product.look_at),
        CallsByHand(flow, new_id),
        FollowUps(flow),
    )
    app.register_blueprint(HistoryApi(*past, sessions).blueprint())
    app.register_blueprint(AfterwardsApi(afterwards, sessions).blueprint())
    app.register_blueprint(DoNotLogApi(DoNotLog(flow), sessions).blueprint())
    app.register_blueprint(reception.blueprint())
    app.register_blueprint(PageRoutes(pages, sessions).blueprint())
    presences = Presences(product.states)
    app.register_blueprint(PresenceApi(presences, Offers(storage.units), sessions).blueprint())
    witness = HookWitness(storage.findings, Threads(), utc_now)
    app.register_blueprint(
        hooks(flow, orgs.exchange, utc_now, witness, product.take_form, product.send_later)
    )
    app.register_blueprint(intake(product.intake, lambda org_id: orgs.policy(org_id).region))
    told = Signals(
        storage.signals,
        product.states,
        agent_called=storage.people.agent_called,
        findings=storage.findings,
        clock=utc_now,
    )
    app.register_blueprint(signals(told))
    app.register_blueprint(signed_out(told, storage.sessions, orgs, utc_now))
    app.register_blueprint(
        softphone(lambda key: _org_page(orgs, key), public_url=settings.public_url)
    )
    app.register_blueprint(
        companion(lambda key: _org_page(orgs, key), public_url=settings.public_url)
    )
    app.register_blueprint(Operations(product, settings, hub, frame.org_of_admin).blueprint())
    for area in admin_pages:
        app.register_blueprint(area)
    register_socket(app, hub, reception.redeem, reception.backlog, settings.public_url)
    return (*duties, Duty("refusals", refusals.flush, every_s=REFUSALS_S))


def _org_of_hook(orgs: OrgBook, key: str) -> OrgId | None:
    found = orgs.exchange(key)
    return None if found is None else found[0]


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
    return OrgPage(
        key=org.key,
        hosts=org.config.hosts,
        api_version=org.config.api_version,
        in_teams=orgs.policy_now(org.id).companion_in_teams,
    )
