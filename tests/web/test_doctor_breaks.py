"""A right set-up, broken in one place at a time: one line says so, and what to do about it."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from tests.support.admin_page import INTEGRATION
from tests.support.front_door import FrontDoor
from tests.support.running import Running
from tests.web.doctor_stage import SetUpOf, State
from tests.web.stage import put_key_back

Break = Callable[[SetUpOf], object]

OF_THE_ORG = frozenset({
    "connection", "clock", "api-version", "secret", "limits", "task", "task-fields", "call-key",
    "call-id", "recording", "closed-status", "objects", "numbers", "leads", "tracked-objects",
    "shared-activities", "call-center", "call-center-users",
})  # fmt: skip
"""Lines of which nothing is known where nobody came in."""
OTHER_KEY = """-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuChg6DFjU6BvcwhA04c/
e0FcTY9ppRNSxp66aoRrYIEsESQFFNsJUt/7maPW7H8GR9lYJBAN1Vtm27MfKb4l
2osV5Qrc7/6rknUtxzNLw0PGtdKKIpl+QD3qv9FW3wUJpTFGyYX1S45AR5mbiG9Z
t1lipOiyyk2dt/J2gPP5zggUZy2l1ByfSwZXQpp2rAQvxtK/v7+EQhU2gv3BDY++
GIcYE9WGlXm7+nMGcG2JZhLQxhi6jl8OeD1DHP9HmhjdFKbUNTHeEIK2xeHftRzn
eHcOxTht/uuJYgxKKa0WSSNFjpBOiwFFrm86vrewwW32JSGYZOXP2vIFYnn0hZF6
tQIDAQAB
-----END PUBLIC KEY-----
"""
USERS = frozenset({"call-center-users"})
FIELDS = frozenset({"task-fields", "call-key", "call-id", "recording"})


def _to_token(said: str) -> Break:
    return lambda it: it.running.fault(
        "POST /services/oauth2/token", f"oauth:{said}", times="always"
    )


BREAKS: dict[str, tuple[Break, str, State, str, frozenset[str]]] = {
    # how it is broken, the line, how it stands, words of the remedy, lines that then know nothing
    "no-key-field": (
        lambda it: it.running.keeps_key(activity=False),
        "call-key", ("fail", "missing"), "Deploy manifest/softphone", frozenset(),
    ),
    "key-field-not-unique": (
        lambda it: it.control("org", activity_key_plain=True),
        "call-key", ("fail", "not-unique"), "tick Unique, case sensitive", frozenset(),
    ),
    "key-field-read-only": (
        lambda it: it.keep(read_only_fields={"Task": ["CTI_Call_Key__c"]}),
        "call-key", ("fail", "read-only"), "Set Field-Level Security", frozenset(),
    ),
    "call-id-hidden": (
        lambda it: it.keep(hidden_fields={"Task": ["CTI_Call_Id__c"]}),
        "call-id", ("warn", "missing"), "CTI Integration, Manage Assignments", frozenset(),
    ),
    "recording-read-only": (
        lambda it: it.keep(read_only_fields={"Task": ["CTI_Recording__c"]}),
        "recording", ("warn", "read-only"), "Fields & Relationships, Recording", frozenset(),
    ),
    "comments-read-only": (
        lambda it: it.keep(read_only_fields={"Task": ["Description"]}),
        "task-fields", ("fail", "refused"), "Set Field-Level Security", frozenset(),
    ),
    "tasks-read-only": (
        lambda it: it.keep(read_only=["Task"]),
        "task", ("fail", "not-made"), "Setup, Users, Permission Sets, CTI Integration", FIELDS,
    ),
    "leads-hidden": (
        lambda it: it.keep(hidden=["Lead"]),
        "objects", ("fail", "callers"), "Object Settings", frozenset({"leads"}),
    ),
    "cases-hidden": (
        lambda it: it.keep(hidden=["Case"]),
        "objects", ("warn", "related"), "Object Settings", frozenset(),
    ),
    "names-hidden": (
        lambda it: it.keep(hidden_fields={"Opportunity": ["Name"]}),
        "objects", ("fail", "nameless"), "its name, Set Field-Level Security", frozenset(),
    ),
    "mobile-hidden": (
        lambda it: it.keep(hidden_fields={"Contact": ["MobilePhone"]}),
        "numbers", ("warn", "hidden"), "visible for the integration user", frozenset(),
    ),
    "leads-read-only": (
        lambda it: it.keep(read_only=["Lead"]),
        "leads", ("fail", "refused"), "Create and Edit", frozenset(),
    ),
    "object-not-tracked": (
        lambda it: it.decide(tracked_objects=("Badge__c",)),
        "tracked-objects", ("fail", "lost"), "allow activities", frozenset(),
    ),
    "other-country": (
        lambda it: it.decide(region="DE"),
        "region", ("warn", "other"), "'Country for bare numbers'", frozenset(),
    ),
    "user-frozen": (
        lambda it: it.control("lock", username=INTEGRATION),
        "connection", ("fail", "user-frozen"), "Setup, Users, the user: Unfreeze", OF_THE_ORG,
    ),
    "user-inactive": (
        lambda it: it.running.change_user(INTEGRATION, IsActive=False),
        "connection", ("fail", "user-inactive"), "tick Active", OF_THE_ORG,
    ),
    "user-not-approved": (
        lambda it: it.app(preauthorised_users=["a@example.test"]),
        "connection", ("fail", "user-not-permitted"), "under Permission Sets", OF_THE_ORG,
    ),
    "app-not-installed": (
        _to_token("invalid_grant:app must be installed into org"),
        "connection", ("fail", "app-not-installed"), "Connected Apps OAuth Usage", OF_THE_ORG,
    ),
    "other-certificate": (
        lambda it: it.app(certificate_pem=OTHER_KEY),
        "connection", ("fail", "certificate-unknown"), "Enable JWT Bearer Flow", OF_THE_ORG,
    ),
    "org-away": (
        lambda it: it.running.fault("GET /services/data/", "e503", times="always"),
        "connection", ("fail", "unreachable"), "status.salesforce.com", OF_THE_ORG,
    ),
    "requests-used-up": (
        lambda it: it.control("org", daily_calls=0),
        "connection", ("fail", "limit"), "Setup, Company Information", OF_THE_ORG,
    ),
    "requests-nearly-used-up": (
        lambda it: it.control("org", daily_calls=it.running.api_calls() + 20),
        "limits", ("warn", "nearly"), "Setup, Company Information", frozenset(),
    ),
    "other-consumer-secret": (
        lambda it: it.app(client_secret="another"),
        "secret", ("fail", "wrong"), "External Client App Manager", frozenset(),
    ),
    "api-version-gone": (
        lambda it: it.put(replace(it.right, api_version="12.0")),
        "api-version", ("fail", "gone"), "Page Salesforce, 'API version'", OF_THE_ORG,
    ),
    "clock-a-little-off": (
        lambda it: it.control("clock", ahead_s=90, sign_in=True),
        "clock", ("fail", "wrong"), "by NTP", frozenset(),
    ),
    "clock-far-off": (
        lambda it: it.control("clock", ahead_s=600, sign_in=True),
        "clock", ("fail", "wrong"), "by NTP", OF_THE_ORG,
    ),
    "no-pages-pinned": (
        lambda it: it.put(replace(it.right, hosts=())),
        "hosts", ("fail", "none"), "'Pages that may show the softphone'", frozenset(),
    ),
    "call-centers-hidden": (
        lambda it: it.keep(hidden=["CallCenter"]),
        "call-center", ("unknown", "hidden"), "Setup, Call Centers", USERS,
    ),
    "nobody-in-the-call-center": (
        lambda it: it.join(None),
        "call-center-users", ("fail", "none"), "Manage Call Center Users", frozenset(),
    ),
    "sign-outs-not-told": (
        lambda it: it.decide(presence_logout_check=True),
        "sign-out", ("warn", "none"), "'Sign-outs of the org'", frozenset(),
    ),
    "frames-forbidden-by-a-proxy": (
        lambda it: it.door.added.update({"X-Frame-Options": "DENY"}),
        "framing", ("fail", "frame-options"), "Take the header off", frozenset(),
    ),
    "policy-of-a-proxy": (
        lambda it: it.door.added.update({"Content-Security-Policy": "frame-ancestors 'self'"}),
        "framing", ("fail", "policy"), "add none of its own", frozenset(),
    ),
    "origin-lost-in-a-proxy": (
        lambda it: setattr(it.door, "origin_of", lambda _: "null"),
        "origin", ("fail", "own-refused"), "CTI_PUBLIC_URL", frozenset(),
    ),
    "sockets-cut-off-by-a-proxy": (
        lambda it: setattr(it.door, "dropped", frozenset({"Host", "Upgrade", "Connection"})),
        "origin", ("fail", "no-sockets"), "the headers Upgrade and Connection", frozenset(),
    ),
    "origin-made-up-by-a-proxy": (
        lambda it: setattr(it.door, "origin_of", lambda _: it.door.product),
        "origin", ("fail", "foreign-let-in"), "pass the header Origin on", frozenset(),
    ),
    "key-of-the-secrets-lost": (
        SetUpOf.lose_the_key,
        "secrets", ("fail", "locked"), "Put the former key back", OF_THE_ORG | {"telephony"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def set_up(running: Running) -> Iterator[SetUpOf]:
    """A set-up that is right; what the module has done to the stand-in is put back."""
    with FrontDoor(running.url) as door:
        right = SetUpOf(running, door)
        right.put_right()
        yield right
        right.put_right()
        put_key_back(running)
        running.delete(right.center)


@pytest.fixture(scope="module")
def right(set_up: SetUpOf) -> dict[str, State]:
    """How its lines stand."""
    return set_up.states()


def test_a_right_set_up_has_nothing_wrong(running: Running, right: dict[str, State]) -> None:
    """What is left is a product on loopback, and what only hands can look at."""
    by_hand = dict.fromkeys(("layout", "trusted-url", "rules"), ("unknown", "by-hand"))
    if not running.demo.database.startswith("sqlite"):
        by_hand["disk"] = ("unknown", "elsewhere")  # that of a server is not ours to see
    left = {name: state for name, state in right.items() if state[0] != "ok"}

    assert {"address": ("warn", "loopback"), **by_hand} == left


@pytest.mark.requirement("B-10")
@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_broken_has_a_line_and_a_remedy_and_hides_no_other(
    set_up: SetUpOf, right: dict[str, State], broken: str
) -> None:
    """Each line is judged by itself; what can be known no more is unknown, never wrong."""
    breaks, name, state, remedy, unknown = BREAKS[broken]
    try:
        breaks(set_up)
        lines = set_up.lines()
    finally:
        set_up.put_right()
    found = {each: (line["state"], line["code"]) for each, line in lines.items()}
    moved = {each: stands for each, stands in found.items() if stands != right[each]}

    assert state == found[name]
    assert remedy in lines[name]["do"]
    assert {name} == {
        each
        for each, stands in moved.items()
        if each == name or each not in unknown or stands[0] not in {"unknown", "ok"}
    }, moved
    assert int(state[0] == "fail") == set_up.exit_code
