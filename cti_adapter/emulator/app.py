"""The stand-in put together: one Flask application, and the server it runs in."""

import time
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Final

from flask import Flask, Response, current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from cti_adapter.emulator import wording
from cti_adapter.emulator.config import BadConfig, CallCenter, Config, read_call_center
from cti_adapter.emulator.control import access as control_access
from cti_adapter.emulator.control import control
from cti_adapter.emulator.control import hosts as host_control
from cti_adapter.emulator.control import setup as control_org
from cti_adapter.emulator.errors import OAuthRefused, Refused, not_found
from cti_adapter.emulator.faults import Faults
from cti_adapter.emulator.gate import Gate
from cti_adapter.emulator.hosts import classic, classic_forms, console, host_data
from cti_adapter.emulator.ledger import Ledger
from cti_adapter.emulator.oauth import identity, oauth, pages
from cti_adapter.emulator.oauth.apps import read_apps
from cti_adapter.emulator.oauth.sessions import Sessions
from cti_adapter.emulator.oauth.tokens import Tokens
from cti_adapter.emulator.org import loading
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.store import OldState, Store
from cti_adapter.emulator.rest import changes as rest_changes
from cti_adapter.emulator.rest import composite, limits, not_imitated, record_sets, rest, trees
from cti_adapter.emulator.rest import queries as rest_queries
from cti_adapter.emulator.rest import records as rest_records
from cti_adapter.emulator.rulebook.guards import GUARDS
from cti_adapter.emulator.soql import soql, sosl_terms
from cti_adapter.emulator.soql.locators import Locators
from cti_adapter.emulator.standin import EXTENSION, StandIn, current, take_time

_ROOT: Final = Path(__file__).parents[2]
_INTERFACES: Final = ("/services/", "/_control", "/lightning/data/")
_METHODS: Final = ("HEAD", "GET", "PATCH", "POST", "PUT", "DELETE")
_OWN_FAULT: Final = HTTPStatus.INTERNAL_SERVER_ERROR


def create_app(config: Config) -> Flask:
    """Return the stand-in as an application; an empty org gets the reference data."""
    app = Flask(
        __name__,
        template_folder=str(_ROOT / "templates" / "emulator"),
        static_folder=str(_ROOT / "static" / "emulator"),
        static_url_path="/static",
    )
    app.url_map.strict_slashes = False
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    standin = _stand_in(config)
    app.extensions[EXTENSION] = standin
    for blueprint in (composite.bp, record_sets.bp, trees.bp, rest_changes.bp):
        app.register_blueprint(blueprint)
    for blueprint in (limits.bp, rest.bp, rest_records.bp, rest_queries.bp, oauth.bp, identity.bp):
        app.register_blueprint(blueprint)
    for blueprint in (pages.bp, console.bp, host_data.bp, classic.bp, classic_forms.bp):
        app.register_blueprint(blueprint)
    if config.control:
        app.register_blueprint(control.bp)
        app.register_blueprint(control_org.bp)
        app.register_blueprint(control_access.bp)
        app.register_blueprint(host_control.bp)
    app.before_request(_take_time)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(OAuthRefused, _oauth_refused)
    app.register_error_handler(HTTPException, _http_fault)
    app.wsgi_app = Gate(app.wsgi_app, standin)  # type: ignore[method-assign]
    return app


def serve(  # noqa: PLR0913 - the options of the command line, keyword-only
    *,
    port: int,
    host: str = "127.0.0.1",
    profile: str = "rich",
    state: Path | None = None,
    control: bool = False,
    apps: Path | None = None,
    call_center: Path | None = None,
    strict_origins: bool = False,
    beside: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Serve the stand-in until the process is ended; prints one line for each org when ready.

    Args:
        port: TCP port, 0 for any free one.
        host: address to bind to.
        profile: "rich" or "plain", see config.Config.
        state: SQLite file that keeps the org; without it the org ends with the process.
        control: whether /_control exists.
        apps: JSON file with the OAuth apps.
        call_center: JSON file with adapter_url, height and width.
        strict_origins: whether the Open CTI script refuses localhost as the real one does.
        beside: further orgs of the same kind, which share the process and nothing else: name,
            port, and a folder with apps.json, call-center.json and salesforce.sqlite3.

    Raises:
        BadConfig: a file or the profile is not what it should be.
        OSError: the port is taken.
    """
    config = Config(
        profile=profile,
        state=state,
        control=control,
        apps=read_apps(apps) if apps else (),
        strict_origins=strict_origins,
        call_center=read_call_center(call_center) if call_center else CallCenter(),
    )
    servers = [_server(host, port, config)]
    for name, beside_port, folder in beside:
        servers.append(_server(host, int(beside_port), _of_folder(config, name, Path(folder))))
    for server in servers:
        print(f"emulator ready http://localhost:{server.server_port}", flush=True)  # noqa: T201 - the ready line
    Thread(target=_read_grammars, daemon=True).start()
    for server in servers[1:]:
        Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


def _server(host: str, port: int, config: Config) -> BaseWSGIServer:
    return make_server(host, port, create_app(config), threaded=True, request_handler=QuietHandler)


def _of_folder(like: Config, name: str, folder: Path) -> Config:
    """Return an org of the same kind whose files stand in a folder."""
    return replace(
        like,
        name=name,
        state=folder / "salesforce.sqlite3",
        apps=read_apps(folder / "apps.json"),
        call_center=read_call_center(folder / "call-center.json"),
    )


def _read_grammars() -> None:
    """Make the parsers while nobody waits for them yet."""
    soql.parser()
    sosl_terms.parser()


class QuietHandler(WSGIRequestHandler):
    """Logs nothing, keeps connections open, and sends small answers at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: the ledger remembers the calls."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the header Date, by the clock that sign-ins go by."""
        standin: StandIn = self.server.app.extensions[EXTENSION]  # type: ignore[attr-defined]
        now = time.time() if timestamp is None else timestamp
        return super().date_time_string(now + standin.sign_in_lead_s)


def _stand_in(config: Config) -> StandIn:
    try:
        store = Store(config.state)
    except OldState as fault:
        raise BadConfig(str(fault)) from fault
    org = Org(config.profile, store)
    org.guards = GUARDS
    if not org.every("Organization"):
        loading.reset(org)
        if config.call_center.adapter_url:
            loading.import_call_center(org, config.call_center.adapter_url)
    return StandIn(
        config=config,
        org=org,
        tokens=Tokens(store),
        sessions=Sessions(store),
        faults=Faults(),
        ledger=Ledger(),
        locators=Locators(),
        call_center=config.call_center,
    )


def _take_time() -> None:
    """Be slow where a fault says so; a token request is slow while it is being processed."""
    if request.endpoint != oauth.BUSY_ENDPOINT:
        take_time()


def _failed() -> Refused:
    """Answer a fault of the stand-in itself in the shape Salesforce has for its own."""
    text = "An unexpected error occurred. Please include this ErrorId if you contact support"
    return Refused("UNKNOWN_EXCEPTION", text, fields=None, status=_OWN_FAULT)


def _refused(fault: Refused) -> ResponseReturnValue:
    return jsonify(wording.rows(fault, current().org.settings.language)), fault.status


def _too_deep(_fault: RecursionError) -> ResponseReturnValue:
    """Answer a body that is nested deeper than anybody reads, whoever came to its end first."""
    return _refused(rest.unreadable("The body is nested too deeply"))


def _oauth_refused(fault: OAuthRefused) -> ResponseReturnValue:
    return jsonify(fault.body()), fault.status


def _http_fault(fault: HTTPException) -> ResponseReturnValue:
    """Answer an unknown route as the API does; pages get the plain text of the fault."""
    if not request.path.startswith(_INTERFACES):
        response: Response = make_response(fault.get_response())
        return response
    if fault.code == _OWN_FAULT:
        return _refused(_failed())
    allowed = _methods_here()
    if allowed:
        return _refused(_not_allowed(allowed))
    not_imitated.say(f"{request.method} {request.path}")
    return _refused(not_found())


def _methods_here() -> list[str]:
    """Return the methods of this path, with or without a slash at its end."""
    routes = current_app.create_url_adapter(request)
    known = routes.allowed_methods(request.path.rstrip("/") + "/") if routes else ()
    return [name for name in _METHODS if name in known]


def _not_allowed(allowed: list[str]) -> Refused:
    """Say which methods there are (5.4); the order is that of the one message seen."""
    message = f"HTTP Method '{request.method}' not allowed. Allowed are {','.join(allowed)}"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    return Refused("METHOD_NOT_ALLOWED", message, fields=None, status=status)
