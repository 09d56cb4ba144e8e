"""The doctor: each way a set-up can be wrong has a line of its own, in words, with a remedy."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.doctor import CHECKS, Seen, Verdict, examine
from cti_adapter.service.doctor.seen import Waiting
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.roster import Headcount
from cti_adapter.service.telephone_systems import ConnectorSettings, System
from cti_adapter.web.admin.catalogue import LANGUAGES, Catalogue
from cti_adapter.web.admin.doctor import worded

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = "https://cti.example.com/o/main/softphone"
HOST = "https://acme.lightning.force.com"
GOOD = Finding(at=AT, code=FINE)
BAD = Finding(at=AT.replace(hour=10), code="signature")
FACTS = {
    "org_name": "Engines",
    "username": "integration@example.test",
    "secret": "right",
    "missing_fields": "",
    "refused_fields": "",
    "keyed": "yes",
    "tracked": "Project__c Project",
    "shared_activities": "yes",
    "hosts": HOST,
    "ahead_s": "-2",
    "call_centers": f"1|https://old.example.com/phone 3|{OURS}?mode=Lightning",
    "call_centers_visible": "yes",
    "calls_used": "10",
    "calls_allowed": "15000",
}
CATALOGUE = Catalogue.load()


def system(name: str = "Main", **known: Finding) -> System:
    settings = ConnectorSettings(
        org_id=OrgId("o"), key="k", kind="generic", name=name, secrets=(), created_at=AT
    )
    return System(settings=settings, **known)


RIGHT = Seen(
    softphone=OURS,
    is_loopback=False,
    free_bytes=50_000_000_000,
    config=OrgConfig(
        login_url="https://acme.my.salesforce.com",
        client_id="key",
        username="integration@example.test",
        hosts=(HOST,),
    ),
    found=Finding(at=AT, code=FINE, facts=FACTS),
    systems=(system(taken=GOOD),),
    heads=Headcount(agents=3, unlinked=0),
    signal=GOOD,
)


def told(**facts: str) -> Seen:
    """Return what is right but for what the org said."""
    return replace(RIGHT, found=Finding(at=AT, code=FINE, facts={**FACTS, **facts}))


def where(**seen: Any) -> Seen:
    """Return what is right but for this."""
    return replace(RIGHT, **seen)


def decided(**policy: Any) -> OrgConfig:
    return replace(RIGHT.config, policy=Policy(**policy))


def states(seen: Seen) -> dict[str, tuple[str, str]]:
    """Return how every line stands, and which sentence it has."""
    return {each.name: (each.verdict.state, each.verdict.code) for each in examine(seen)}


def silent(**policy: Any) -> Seen:
    """Return an org that never told of a sign-out."""
    return where(signal=None, config=decided(**policy))


CASES: list[tuple[str, Seen, str, str]] = [
    ("address", where(is_loopback=True), "warn", "loopback"),
    ("disk", where(free_bytes=1_000), "fail", "full"),
    ("disk", where(free_bytes=500_000_000), "warn", "nearly-full"),
    ("disk", where(free_bytes=None), "unknown", "elsewhere"),
    ("clock", told(ahead_s="-61"), "fail", "wrong"),
    ("secret", told(secret="wrong"), "fail", "wrong"),
    ("secret", told(secret="unchecked"), "unknown", "unchecked"),
    ("task-fields", told(refused_fields="Status OwnerId"), "fail", "refused"),
    ("call-key", told(keyed=""), "fail", "missing"),
    ("call-id", told(missing_fields="CTI_Call_Id__c"), "warn", "missing"),
    ("recording", told(missing_fields="CTI_Recording__c"), "warn", "missing"),
    ("tracked-objects", told(tracked=""), "ok", "none"),
    ("shared-activities", told(shared_activities=""), "ok", "off"),
    ("hosts", where(config=replace(RIGHT.config, hosts=())), "fail", "none"),
    ("hosts", told(hosts=f"{HOST} https://new.lightning.force.com"), "fail", "moved"),
    ("call-center", told(call_centers=""), "fail", "none"),
    ("call-center", told(call_centers="4|https://old.example.com/phone"), "fail", "other"),
    ("call-center", told(call_centers="", call_centers_visible=""), "unknown", "hidden"),
    ("call-center-users", told(call_centers=f"0|{OURS}"), "fail", "none"),
    ("call-center-users", told(call_centers=f"2|{OURS}"), "warn", "fewer"),
    ("sign-out", silent(), "ok", "not-needed"),
    ("sign-out", silent(presence_logout_check=True), "warn", "none"),
    (
        "sign-out",
        replace(silent(presence_logout_check=True), signal_secret=True),
        "warn",
        "untold",
    ),
    ("limits", told(calls_used="12000"), "warn", "nearly"),
    ("limits", told(calls_used="0", calls_allowed="0"), "unknown", "unsaid"),
    ("telephony", where(systems=()), "fail", "none"),
    ("telephony", where(systems=(system(taken=GOOD), system())), "warn", "silent"),
    ("telephony", where(systems=(system(), system(taken=GOOD, refused=BAD))), "fail", "refused"),
    ("agents", where(heads=Headcount(agents=2, unlinked=2)), "fail", "none"),
    ("agents", where(heads=Headcount(agents=2, unlinked=1)), "warn", "unlinked"),
    ("outbox", where(waiting=Waiting(late=2)), "warn", "late"),
    ("outbox", where(waiting=Waiting(refused=1, late=2)), "fail", "refused"),
    (
        "outbox",
        where(waiting=Waiting(held=Held(reason="limit", began_at=AT, waiting=4), late=4)),
        "fail",
        "paused",
    ),
]


def test_what_is_right_leaves_nothing_to_do_but_what_only_hands_can_look_at() -> None:
    """And nobody is told that all is well where nobody has looked."""
    found = states(RIGHT)
    by_hand = {"layout", "trusted-url"}

    assert by_hand == {name for name, (state, _) in found.items() if state != "ok"}
    assert {"unknown"} == {found[name][0] for name in by_hand}


@pytest.mark.parametrize(
    ("name", "seen", "state", "code"), CASES, ids=[f"{case[0]}-{case[3]}" for case in CASES]
)
def test_each_fault_has_its_own_line_and_leaves_the_others_alone(
    name: str, seen: Seen, state: str, code: str
) -> None:
    """The missing field is not hidden behind the missing call center, and the other way round."""
    right, found = states(RIGHT), states(seen)
    follows = {"call-center": {"call-center-users"}}.get(name, set())

    assert (state, code) == found[name]
    assert {name} | follows >= {each for each in right if found[each] != right[each]}


def test_where_nobody_came_in_only_the_connection_fails() -> None:
    """One cause, one failed line; of the rest it is said that nobody knows."""
    refused = Finding(at=AT, code="secret-wrong", words="invalid_client")
    found = states(where(found=refused))
    unseen = {name for name, told in found.items() if told == ("unknown", "unseen")}

    assert ("fail", "secret-wrong") == found["connection"]
    assert ["connection"] == [name for name, (state, _) in found.items() if state == "fail"]
    assert {"call-key", "task-fields", "call-center", "limits", "clock"} <= unseen
    assert ("unknown", "unseen") == states(where(found=None))["connection"]


def test_a_clock_that_keeps_the_server_out_is_named_though_nobody_came_in() -> None:
    """It is the one fault of ours that Salesforce itself measures."""
    late = Finding(at=AT, code="clock-behind", facts={"seconds": "400"})

    assert ("fail", "wrong") == states(where(found=late))["clock"]


def test_an_object_that_was_chosen_and_is_not_tracked_is_named() -> None:
    """Its records could never be assigned."""
    chosen = decided(tracked_objects=("Project__c", "Badge__c"))

    assert ("fail", "lost") == states(where(config=chosen))["tracked-objects"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_words_and_every_fault_a_remedy(language: str) -> None:
    """In both languages, with every gap filled."""
    seen = [case[1] for case in CASES] + [RIGHT, where(found=None), told(tracked="")]
    seen.append(where(found=Finding(at=AT, code="secret-wrong", words="invalid_client")))
    lost = decided(tracked_objects=("Badge__c",))
    say = partial(CATALOGUE.say, language)
    lines = [worded(each, say) for one in (*seen, where(config=lost)) for each in examine(one)]

    assert {check.name for check in CHECKS} == {line.name for line in lines}
    assert [] == [line for line in lines if line.state == "fail" and not line.do]
    assert [] == [line for line in lines if not line.what]


def test_no_words_are_kept_for_what_the_doctor_never_says() -> None:
    """What no case of this file reaches is not said, or not tested."""
    lost = where(config=decided(tracked_objects=("Badge__c",)))
    reached = {
        f"doctor.{name}.{code}"
        for one in (*(case[1] for case in CASES), RIGHT, lost)
        for name, (_, code) in states(one).items()
    }
    names = {check.name for check in CHECKS}
    written = {
        key.rpartition(".")[0]
        for key in CATALOGUE.keys("en")
        if key.endswith(".what") and key.split(".")[0] == "doctor" and key.split(".")[1] in names
    }

    assert set() == written - reached


def test_a_verdict_says_no_more_than_its_gaps() -> None:
    """Numbers become words once, where the verdict is made."""
    found = {each.name: each.verdict for each in examine(RIGHT)}

    assert Verdict(state="ok", code="ok", gaps={"seconds": "2"}) == found["clock"]
