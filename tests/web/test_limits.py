"""Who asks too often is told 429 and when to come back; a signed event is taken all the same.

The product of the tests stands behind one proxy, as it believes, so each test has an address.
"""

import itertools
from collections.abc import Callable
from uuid import uuid4

import pytest
import requests

from cti_adapter.service.audit import NO_ORG
from cti_adapter.web.audit import ADMIN_COOKIE
from cti_adapter.web.limits import BOOT_TOKENS, COMMANDS, FAILED_SIGNATURES, STRANGERS
from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.audit_log import refused
from tests.web.stage import OtherOrg, OutsideCall
from tests.web.test_operations import value

_places = itertools.count(1)


ONE_PLACE: dict[str, Callable[[str, int], str]] = {
    "what comes before our proxy's word": lambda ours, n: f"198.51.100.{n}, {ours}",
    "a network of IPv6": lambda ours, n: f"2001:db8:{ours[-1]}:1::{n:x}",
    "an address with its port": lambda ours, n: f"{ours}:{4000 + n}",
    "an IPv6 address with its port": lambda ours, n: f"[2001:db8:{ours[-1]}:2::1]:{4000 + n}",
    "this machine, by its own word": lambda *_: "127.0.0.1",
    "no address": lambda _, n: f"_hidden{n}",
}


@pytest.fixture
def place() -> dict[str, str]:
    """The header by which a proxy tells of an address nobody else has."""
    return {"X-Forwarded-For": f"203.0.113.{next(_places)}"}


def is_sent_away(answer: requests.Response, within_s: int) -> None:
    assert 429 == answer.status_code, answer.text
    assert 1 <= int(answer.headers["Retry-After"]) <= within_s
    assert "no-store" in answer.headers["Cache-Control"]


def is_problem(answer: requests.Response) -> None:
    assert "application/problem+json" == answer.headers["Content-Type"]
    assert (429, "too-many-requests") == (answer.json()["status"], answer.json()["error_id"])


def test_failed_signatures_are_limited_and_signed_events_never(
    running: Running, place: dict[str, str]
) -> None:
    """The very next delivery with the right secret is taken, from the same address."""
    org = OtherOrg(running)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        wrong = {**place, "webhook-signature": "v1,AAAA"}
        answers = [
            call.system.post(call.event("leg.offered"), headers=wrong)
            for _ in range(FAILED_SIGNATURES.at_once + 2)
        ]
        right = call.system.post(call.event("leg.offered"), headers=place)
        panel.call(phase="ringing")

    assert [401] * FAILED_SIGNATURES.at_once == [each.status_code for each in answers[:-2]]
    is_sent_away(answers[-1], within_s=3)
    is_problem(answers[-1])
    assert 202 == right.status_code
    assert value(running, "cti_limited_total", limit="signature") >= 2


def test_which_keys_exist_is_not_told_by_a_limit(running: Running, place: dict[str, str]) -> None:
    """A key nobody has and a key with a wrong signature are one address's failures."""
    hooks = [running.hook, f"{running.url}/hooks/{uuid4().hex}", f"{running.url}/intake/nobody"]
    answers = [
        requests.post(hook, json={}, headers=place, timeout=TIMEOUT_S)
        for hook in hooks * (FAILED_SIGNATURES.at_once // 3 + 1)
    ]

    assert [401] * FAILED_SIGNATURES.at_once == [
        each.status_code for each in answers[: FAILED_SIGNATURES.at_once]
    ]
    assert {429} == {each.status_code for each in answers[FAILED_SIGNATURES.at_once :]}
    assert 1 == len({each.text for each in answers[FAILED_SIGNATURES.at_once :]})


@pytest.mark.parametrize("told", ONE_PLACE.values(), ids=ONE_PLACE)
def test_nobody_talks_themselves_out_of_a_limit(
    running: Running, place: dict[str, str], told: Callable[[str, int], str]
) -> None:
    """Only what our own proxy has added is believed, and whatever it says is somewhere."""
    ours = place["X-Forwarded-For"]
    answers = [
        requests.post(
            f"{running.url}/hooks/nobody",
            json={},
            headers={"X-Forwarded-For": told(ours, n)},
            timeout=TIMEOUT_S,
        ).status_code
        for n in range(1, FAILED_SIGNATURES.at_once + 4)
    ]

    assert 401 == answers[0]
    assert 429 == answers[-1]


def test_boot_tokens_are_not_guessed(running: Running, place: dict[str, str]) -> None:
    """Ten tries; the audit log says that somebody was sent away."""
    page = f"{running.url}/admin/boot"
    headers = {**place, "Origin": running.url}
    told = [
        requests.post(page, data={"token": uuid4().hex}, headers=headers, timeout=TIMEOUT_S)
        for _ in range(BOOT_TOKENS.at_once + 1)
    ]

    assert {422} == {each.status_code for each in told[:-1]}
    is_sent_away(told[-1], within_s=6)
    assert "boot-token" in refused(running, "refused.too_many", NO_ORG)
    assert "Too many requests" in told[-1].text


def test_one_panel_has_a_limit_of_its_own(running: Running, place: dict[str, str]) -> None:
    """A script with an agent's token is slowed down; a colleague beside it is not."""
    with PanelClient(running.seat()) as first, PanelClient(running.seat()) as second:
        session = requests.Session()

        def ask(token: str) -> requests.Response:
            headers = {**place, "Authorization": f"Bearer {token}"}
            return session.get(f"{running.url}/api/snapshot", headers=headers, timeout=TIMEOUT_S)

        answers = [ask(first.token) for _ in range(2 * COMMANDS.at_once)]
        beside = ask(second.token)

    told = [each.status_code for each in answers]
    assert [200] * COMMANDS.at_once == told[: COMMANDS.at_once]
    assert 429 in told
    away = next(each for each in answers if each.status_code == 429)
    is_sent_away(away, within_s=1)
    is_problem(away)
    assert 200 == beside.status_code


def strange(running: Running, place: dict[str, str], *, door: str) -> list[requests.Response]:
    """Knock often with what nobody is known by, anew each time; return the answers."""
    session = requests.Session()

    def knock(secret: str) -> requests.Response:
        headers = {
            "the API": {"Authorization": f"Bearer {secret}"},
            "the socket": {
                "Origin": running.url,
                "Upgrade": "websocket",
                "Connection": "Upgrade",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol": f"cti.v1, ticket.{secret}",
            },
            "the admin pages": {"Cookie": f"{ADMIN_COOKIE}={secret}", "Accept-Language": "de"},
        }[door]
        path = {"the API": "api/snapshot", "the socket": "ws", "the admin pages": "admin/"}[door]
        return session.get(
            f"{running.url}/{path}",
            headers={**place, **headers},
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )

    return [knock(uuid4().hex) for _ in range(2 * STRANGERS.at_once)]


@pytest.mark.parametrize(
    ("door", "at_first", "says"),
    [
        ("the API", 401, '"error_id":"not-signed-in"'),
        ("the socket", 401, '"error_id":"not-signed-in"'),
        ("the admin pages", 303, "Zur Anmeldung"),
    ],
)
def test_strangers_are_limited_by_their_address(
    running: Running, place: dict[str, str], door: str, at_first: int, says: str
) -> None:
    """A new secret for each request is no new bucket; who has lapsed is led to a sign-in."""
    answers = strange(running, place, door=door)
    away = next(each for each in answers if each.status_code == 429)

    assert [at_first] * STRANGERS.at_once == [
        each.status_code for each in answers[: STRANGERS.at_once]
    ]
    is_sent_away(away, within_s=1)
    assert says in away.text
    assert "Location" not in away.headers
    assert "authentication" in refused(running, "refused.too_many", NO_ORG)


def test_somebody_we_know_is_served_among_strangers(
    running: Running, place: dict[str, str]
) -> None:
    """A contact centre is one address: agents and admins go on as always."""
    admin = AdminClient(running)
    admin.http.headers.update(place)
    with admin.http, PanelClient(running.seat()) as panel:
        answers = strange(running, place, door="the API")
        mine = {**place, "Authorization": f"Bearer {panel.token}"}
        known = requests.get(f"{running.url}/api/snapshot", headers=mine, timeout=TIMEOUT_S)
        page = admin.get("/admin/")

    assert 429 in {each.status_code for each in answers}
    assert (200, 200) == (known.status_code, page.status_code)


def test_this_machine_is_not_limited(running: Running) -> None:
    """Behind a proxy that was not told of everybody would be one."""
    told = {
        requests.post(f"{running.url}/intake/nobody", json={}, timeout=TIMEOUT_S).status_code
        for _ in range(2 * FAILED_SIGNATURES.at_once)
    }

    assert {401} == told
