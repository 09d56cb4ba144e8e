"""Everything that can be wrong with an org's access is told apart, at the stand-in that checks it.

Each wrong input of a set-up has a code of its own, and what to do about it in words of its own.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from msgspec.structs import replace

from cti_adapter.salesforce.check import Connection, ahead_of, check_connection
from cti_adapter.salesforce.oauth import OrgAccess
from cti_adapter.salesforce.trouble import Trouble
from cti_adapter.service.server_key import KeyPair, make_key_pair
from tests.contract.salesforce.stand_in import INTEGRATION_USER, StandIn
from tests.unit.salesforce.scripted_org import page, says, scripted_org

APP_MISSING = "app-not-installed"
PAIR = make_key_pair("cti.example.test", datetime.now(UTC))
OTHER_PAIR = make_key_pair("other.example.test", datetime.now(UTC))


def now() -> datetime:
    return datetime.now(UTC)


def found(access: OrgAccess) -> Connection | Trouble:
    return check_connection(access, now)


def code_of(access: OrgAccess) -> str:
    trouble = found(access)
    assert isinstance(trouble, Trouble), trouble
    return trouble.code


@pytest.fixture
def access(there: StandIn) -> OrgAccess:
    """An app whose certificate the server made, as a set-up leaves it."""
    app(there)
    return replace(
        there.access, client_id="set-up", client_secret="right", private_key_pem=PAIR.private_key
    )


def app(there: StandIn, pair: KeyPair = PAIR, **changed: object) -> None:
    row = {
        "client_id": "set-up",
        "client_secret": "right",
        "callback_urls": [there.access.redirect_uri],
        "certificate_pem": pair.certificate,
        "permitted_users": "admin_approved",
        "preauthorised_users": [INTEGRATION_USER],
        **changed,
    }
    requests.post(f"{there.url}/_control/apps", json=row, timeout=5).raise_for_status()


@pytest.fixture
def frozen(there: StandIn) -> Iterator[None]:
    lock = f"{there.url}/_control/lock"
    requests.post(lock, json={"username": INTEGRATION_USER}, timeout=5)
    yield
    requests.post(lock, json={"username": INTEGRATION_USER, "locked": False}, timeout=5)


def test_a_right_access_says_who_we_are_and_where(there: StandIn, access: OrgAccess) -> None:
    """The admin sees the org and the user, and knows that it is the right one."""
    connection = found(access)

    assert isinstance(connection, Connection), connection
    assert (INTEGRATION_USER, there.url) == (connection.username, connection.instance_url)
    assert there["integration"] == connection.user_id
    assert "right" == connection.secret
    assert ((), True) == (connection.missing_fields, connection.keyed)
    assert 0 < connection.calls_used <= connection.calls_allowed


def test_what_the_user_may_do_is_told_field_by_field(there: StandIn, access: OrgAccess) -> None:
    """By descriptions alone: nothing is written to find out."""
    right = found(access)
    there.bars(INTEGRATION_USER, "Subject", "CTI_Call_Key__c", "CTI_Recording__c")
    barred = found(access)
    there.hides()

    assert isinstance(right, Connection), right
    assert isinstance(barred, Connection), barred
    assert ("right", (), ()) == (
        right.permissions.key_state,
        right.permissions.refused_fields,
        right.permissions.read_only_fields,
    )
    assert "Contact|Name|" in "\n".join(right.permissions.readable)
    assert ("read-only", ("Subject",)) == (
        barred.permissions.key_state,
        barred.permissions.refused_fields,
    )
    assert ("CTI_Call_Key__c", "CTI_Recording__c") == barred.permissions.read_only_fields
    assert (0, 0) == (there.calls("POST", "/sobjects"), there.calls("PATCH", "/sobjects"))


def test_a_user_without_activities_is_told_apart(there: StandIn, access: OrgAccess) -> None:
    """There is no Task to describe then."""
    there.conceals("Task")
    code = code_of(access)
    there.hides()

    assert "no-activities" == code


def test_an_org_without_our_fields_is_told_so(bare: StandIn) -> None:
    """Without the key field each Task is written "at least once" (P11)."""
    connection = found(bare.access)

    assert isinstance(connection, Connection), connection
    assert not connection.keyed
    assert "CTI_Call_Key__c" in connection.missing_fields


def test_an_org_with_the_object_of_the_key_misses_no_key(bare: StandIn) -> None:
    """One call is one Task there too (D8)."""
    bare.settings(call_object=True)
    connection = found(bare.access)

    assert isinstance(connection, Connection), connection
    assert connection.keyed
    assert "CTI_Call_Key__c" not in connection.missing_fields


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"login_url": ""}, "address"),
        ({"login_url": "ftp://acme"}, "address"),
        ({"login_url": "http://localhost:9"}, "no-host"),
        ({"client_id": ""}, "no-app"),
        ({"client_id": "mistyped"}, "app-unknown"),
        ({"username": ""}, "no-user"),
        ({"username": "nobody@example.test"}, "user-not-approved"),
        ({"username": "a@example.test"}, "user-not-permitted"),
        ({"private_key_pem": ""}, "no-key"),
        ({"private_key_pem": "-----BEGIN PRIVATE KEY-----"}, "key-broken"),
        ({"private_key_pem": PAIR.certificate}, "certificate-pasted"),
        ({"private_key_pem": OTHER_PAIR.private_key}, "certificate-unknown"),
        ({"api_version": "12.0"}, "version-unknown"),
    ],
)
def test_a_wrong_input_is_told_by_its_name(
    access: OrgAccess, changed: dict[str, str], code: str
) -> None:
    """ "It does not work" helps nobody; which field is wrong does."""
    assert code == code_of(replace(access, **changed))


def test_a_user_who_has_approved_nothing_is_told_apart(there: StandIn, access: OrgAccess) -> None:
    """The app lets users in who consented themselves, and the integration user never does."""
    app(there, permitted_users="self_authorize", preauthorised_users=[])

    assert "user-not-approved" == code_of(access)


@pytest.mark.usefixtures("frozen")
def test_a_frozen_user_is_told_apart(access: OrgAccess) -> None:
    """Somebody froze the user whom nobody sees at work."""
    assert "user-frozen" == code_of(access)


def test_a_wrong_secret_is_found_although_the_server_gets_in(access: OrgAccess) -> None:
    """Only agents need it: without this the first of them would find out."""
    connection = found(replace(access, client_secret="mistyped"))

    assert isinstance(connection, Connection), connection
    assert "wrong" == connection.secret


def test_a_token_that_is_refused_even_when_it_is_new_is_told(
    there: StandIn, access: OrgAccess
) -> None:
    """A policy of the org ends our sessions; signing in again does not help."""
    there.fails("GET /services/data/v67.0/query", "session_always", times=2)

    assert "token-refused" == code_of(access)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("oauth:invalid_grant:audience is invalid", "audience"),
        ("oauth:invalid_grant:app must be installed into org", APP_MISSING),
        ("oauth:invalid_grant:External client app is not installed in this org", APP_MISSING),
        ("oauth:OAUTH_EC_APP_NOT_FOUND:no such app", APP_MISSING),
        ("oauth:OAUTH_APP_BLOCKED:this app is blocked by admin", "app-blocked"),
        ("oauth:inactive_user:user is inactive", "user-inactive"),
        ("oauth:invalid_grant:inactive user", "user-inactive"),
        ("oauth:invalid_grant:expired authorization code", "clock"),
        ("oauth:invalid_grant:ip restricted", "ip-restricted"),
        ("oauth:invalid_grant:something new", "refused"),
        ("oauth:unsupported_grant_type:grant type not supported", "flow-off"),
        ("oauth:server_error:try later", "unreachable"),
        ("e503", "unreachable"),
    ],
)
def test_what_the_org_says_to_our_sign_in_is_understood(
    there: StandIn, access: OrgAccess, kind: str, code: str
) -> None:
    """One code of OAuth stands for half a dozen mistakes (facts 5.5)."""
    there.fails("POST /services/oauth2/token", kind)

    assert code == code_of(access)


def test_a_host_that_is_no_salesforce_is_told_apart(access: OrgAccess) -> None:
    """The address of the company's own site, for example."""
    with scripted_org() as site:
        site.when("GET /services/data/", page(200))

        assert "not-salesforce" == code_of(replace(access, login_url=site.url))


def test_a_clock_that_is_wrong_is_told_with_its_error(access: OrgAccess) -> None:
    """Salesforce only says that the assertion is bad; the seconds say why."""
    with scripted_org() as org:
        org.when("GET /services/data/", says(200, [{"version": "67.0"}]))
        refusal = {"error": "invalid_grant", "error_description": "invalid assertion"}
        org.when("POST /services/oauth2/token", says(400, refusal))
        late = replace(access, login_url=org.url)
        trouble = check_connection(late, lambda: now() + timedelta(seconds=600))

    assert isinstance(trouble, Trouble)
    assert "clock-ahead" == trouble.code
    assert 590 < int(trouble.facts["seconds"]) < 660


def test_an_org_that_says_no_time_leaves_the_clock_alone() -> None:
    """A missing header is no proof."""
    assert 0 == ahead_of("", now())
