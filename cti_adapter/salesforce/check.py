"""Tries an org's access the way it will be used, and says what came of it.

A new sign-in each time: a token that still lives proves nothing about the key. Asks the org for
what the set-up has to know (who we are, where its pages are, whether our fields are there), changes
nothing, and keeps nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Literal

import msgspec
import requests

from cti_adapter.calls.policy import MatchedObject
from cti_adapter.errors import Rejected, SalesforceError
from cti_adapter.salesforce.call_centers import call_centers
from cti_adapter.salesforce.describe import Describe, Schema, TrackedObject, tracked_objects
from cti_adapter.salesforce.failures import KEY_FIELD
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.oauth import OrgAccess, ServerAccess
from cti_adapter.salesforce.permissions import OUR_FIELDS, Permissions, permissions
from cti_adapter.salesforce.transport import WrongAddress, bind, origin_of
from cti_adapter.salesforce.trouble import CLOCK_MATTERS, Trouble, trouble_of
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.org_hosts import proposed_hosts
from cti_adapter.service.server_key import BadKey, checked_key

MOST_SKEW_S = 60
"""An assertion lives three minutes; a clock that is a minute off is worth a word."""


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """An org that let us in."""

    org_id: str
    org_name: str
    is_sandbox: bool
    user_id: str
    user_name: str
    username: str
    instance_url: str
    """Origin of the org's My Domain, as its token answer named it."""
    api_version: str
    newest_version: str
    """The newest the org offers; "" where it did not say."""
    calls_used: int
    calls_allowed: int
    """API requests of the last 24 hours; 0 of 0 where the org did not say."""
    secret: Literal["right", "wrong", "unchecked"]
    """Whether agents will be able to sign in with it."""
    missing_fields: tuple[str, ...]
    """Of our Task fields, those the integration user does not see."""
    permissions: Permissions
    """What the integration user may do."""
    closed_status: str
    """The status our Tasks have; "" where the org has no closed one."""
    locale: str
    """Of the org, for example "en_US"; "" where it did not say."""
    keyed: bool
    """Whether our key stands somewhere, unique: one call is one Task."""
    tracked: tuple[TrackedObject, ...]
    """Custom objects for which activities are tracked."""
    shared_activities: bool
    """Whether a Task may name several contacts."""
    ahead_s: int
    """How far our clock is ahead of the org's."""
    call_centers: tuple[str, ...]
    """Each as "users in it|address of its adapter"."""
    call_centers_visible: bool
    """Whether we may look at all."""


class _Version(msgspec.Struct, frozen=True):
    version: str


class _Introspection(msgspec.Struct, frozen=True):
    active: bool = False
    error: str = ""


class _Front(msgspec.Struct, frozen=True, kw_only=True):
    """What the org's address says to anybody."""

    versions: tuple[str, ...] = ()
    ahead_s: int = 0
    """How far our clock is ahead of the org's."""


def check_connection(
    access: OrgAccess, clock: Callable[[], datetime], places: Sequence[MatchedObject] = ()
) -> Connection | Trouble:
    """Sign in to the org and look around.

    Args:
        access: as the admin gave it.
        clock: now, to compare with the org's.
        places: where callers are looked for: whether they can be is asked as well.
    """
    unfit = _unfit(access)
    if unfit is not None:
        return unfit
    front = _front(access, clock)
    if isinstance(front, Trouble):
        return front
    if front.versions and access.api_version not in front.versions:
        return Trouble(
            code="version-unknown",
            facts={"version": access.api_version, "newest": front.versions[-1]},
        )
    server = ServerAccess(access)
    gateway = Gateway(server, access.api_version)
    try:
        return _looked_around(access, server, gateway, front, places)
    except SalesforceError as error:
        return _with_clock(trouble_of(error), front.ahead_s)
    finally:
        gateway.close()


def check(
    access: OrgAccess, clock: Callable[[], datetime], places: Sequence[MatchedObject] = ()
) -> Finding:
    """Try the access and return what was found, as the set-up keeps it."""
    result = check_connection(access, clock, places)
    if isinstance(result, Trouble):
        return Finding(at=clock(), code=result.code, words=result.words, facts=result.facts)
    told = msgspec.structs.asdict(result)
    told |= msgspec.structs.asdict(told.pop("permissions"))
    facts = {name: _text(value) for name, value in told.items()}
    hosts = " ".join(proposed_hosts(result.instance_url))
    tracked = "\n".join(f"{each.name} {each.label}" for each in result.tracked)
    return Finding(at=clock(), code=FINE, facts={**facts, "hosts": hosts, "tracked": tracked})


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _unfit(access: OrgAccess) -> Trouble | None:
    """Return what is wrong before anything is sent."""
    try:
        origin_of(access.login_url)
    except WrongAddress as error:
        return Trouble(code="address", words=str(error) if access.login_url else "")
    if not access.client_id:
        return Trouble(code="no-app")
    if not access.private_key_pem:
        return Trouble(code="no-key")
    if not access.username:
        return Trouble(code="no-user")
    try:
        checked_key(access.private_key_pem)
    except BadKey as error:
        return Trouble(code=str(error))
    return None


def _front(access: OrgAccess, clock: Callable[[], datetime]) -> _Front | Trouble:
    """Ask for the versions of the org, which needs no sign-in, to see whether one is there."""
    login = origin_of(access.login_url)
    host = {"host": login.partition("//")[2]}
    with requests.Session() as session:
        bind(session, login)
        try:
            answer = session.get(f"{login}/services/data/", headers={"accept": "application/json"})
        except requests.TooManyRedirects:
            return Trouble(code="not-salesforce", facts=host)
        except requests.RequestException:
            return Trouble(code="no-host", facts=host)
    ahead_s = ahead_of(answer.headers.get("date", ""), clock())
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Trouble(code="unreachable", words=f"HTTP {answer.status_code}")
    try:
        versions = msgspec.json.decode(answer.content, type=tuple[_Version, ...])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Trouble(code="not-salesforce", facts=host)
    return _Front(versions=tuple(each.version for each in versions), ahead_s=ahead_s)


def ahead_of(date: str, now: datetime) -> int:
    """Return by how many seconds we are ahead of a Date header; 0 where it says nothing."""
    try:
        return round((now - parsedate_to_datetime(date)).total_seconds())
    except (TypeError, ValueError):
        return 0


def _with_clock(trouble: Trouble, ahead_s: int) -> Trouble:
    if trouble.code not in CLOCK_MATTERS or abs(ahead_s) <= MOST_SKEW_S:
        return trouble
    code = "clock-ahead" if ahead_s > 0 else "clock-behind"
    return Trouble(code=code, words=trouble.words, facts={"seconds": str(abs(ahead_s))})


def _looked_around(
    access: OrgAccess,
    server: ServerAccess,
    gateway: Gateway,
    front: _Front,
    places: Sequence[MatchedObject],
) -> Connection | Trouble:
    token = server.token()
    orgs = gateway.query(
        "SELECT Id, Name, IsSandbox, DefaultLocaleSidKey FROM Organization LIMIT 1"
    )
    users = gateway.query(
        "SELECT Id, Name, Username FROM User WHERE Username = {name}", name=access.username
    )
    if not orgs or not users:
        return Trouble(code="no-rights")
    describe = Describe(gateway, lambda: 0.0)
    try:
        schema = describe.schema()
    except Rejected as refused:  # without "Access Activities" there is no Task to describe
        return Trouble(code="no-activities", words=str(refused))
    may = permissions(gateway, describe, places)
    centers = call_centers(gateway)
    usage = gateway.usage
    return Connection(
        org_id=str(orgs[0]["Id"]),
        org_name=str(orgs[0]["Name"]),
        is_sandbox=bool(orgs[0]["IsSandbox"]),
        user_id=str(users[0]["Id"]),
        user_name=str(users[0]["Name"]),
        username=str(users[0]["Username"]),
        instance_url=token.instance_url,
        api_version=access.api_version,
        newest_version=front.versions[-1] if front.versions else "",
        calls_used=usage.used if usage else 0,
        calls_allowed=usage.allowed if usage else 0,
        secret=_secret(access, token.token),
        missing_fields=_missing(schema),
        permissions=may,
        closed_status=schema.closed_status,
        locale=str(orgs[0].get("DefaultLocaleSidKey") or ""),
        keyed=not schema.at_least_once,
        tracked=tracked_objects(schema),
        shared_activities=schema.shared_activities,
        ahead_s=front.ahead_s,
        call_centers=tuple(f"{each.members}|{each.address}" for each in centers or ()),
        call_centers_visible=centers is not None,
    )


def _missing(schema: Schema) -> tuple[str, ...]:
    """Return our fields that are missing; the key is none where CTI Call carries it."""
    wanted = (name for name in OUR_FIELDS if name != KEY_FIELD or not schema.key_object)
    return tuple(name for name in wanted if name not in schema.task_fields)


def _secret(access: OrgAccess, token: str) -> Literal["right", "wrong", "unchecked"]:
    """Ask the org about our own token: it answers those alone who know the app's secret.

    RFC 7662; that Salesforce has it is [P] (facts/salesforce.md 5.5), so another answer than a
    plain refusal says nothing.
    """
    if not access.client_secret:
        return "wrong"
    login = origin_of(access.login_url)
    form = {
        "token": token,
        "token_type_hint": "access_token",
        "client_id": access.client_id,
        "client_secret": access.client_secret,
    }
    with requests.Session() as session:
        bind(session, login)
        try:
            answer = session.post(f"{login}/services/oauth2/introspect", data=form)
            said = msgspec.json.decode(answer.content, type=_Introspection)
        except (requests.RequestException, msgspec.DecodeError, UnicodeDecodeError):
            return "unchecked"
    if said.error in {"invalid_client", "invalid_client_id"}:
        return "wrong"
    return "right" if said.active else "unchecked"
