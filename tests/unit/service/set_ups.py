"""Set-ups for the tests of the doctor: one that is right, and each way in which it can be wrong."""

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from cti_adapter.calls.policy import MatchedObject, Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.doctor import Seen
from cti_adapter.service.doctor.seen import Waiting
from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.roster import Headcount
from cti_adapter.service.telephone_systems import ConnectorSettings, System

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = "https://cti.example.com/o/main/softphone"
HOST = "https://acme.lightning.force.com"
OUTSIDE = {
    "status": "200",
    "frame_options": "",
    "ancestors": HOST,
    "own": "401",
    "foreign": "403",
}
GOOD = Finding(at=AT, code=FINE)
BAD = Finding(at=AT.replace(hour=10), code="signature")
FACTS = {
    "org_name": "Engines",
    "username": "integration@example.test",
    "secret": "right",
    "missing_fields": "",
    "may_create_task": "yes",
    "may_edit_task": "yes",
    "refused_fields": "",
    "fixed_fields": "",
    "read_only_fields": "",
    "key_state": "right",
    "asked": "Contact Lead Account Case",
    "readable": (
        "Contact|Name|Phone,MobilePhone Lead|Name|Phone,MobilePhone"
        " Account|Name|Phone Case|CaseNumber|"
    ),
    "lead_refused": "",
    "lead_keyed": "yes",
    "closed_status": "Completed",
    "locale": "en_US",
    "api_version": "67.0",
    "newest_version": "68.0",
    "tracked": "Project__c Project",
    "shared_activities": "yes",
    "hosts": HOST,
    "ahead_s": "-2",
    "call_centers": f"1|https://old.example.com/phone 3|{OURS}?mode=Lightning",
    "call_centers_visible": "yes",
    "calls_used": "10",
    "calls_allowed": "15000",
}


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
        policy=Policy(region="US", create_lead="always"),
    ),
    found=Finding(at=AT, code=FINE, facts=FACTS),
    systems=(system(taken=GOOD),),
    heads=Headcount(agents=3, unlinked=0),
    signal=GOOD,
    outside=Finding(at=AT, code=FINE, facts=OUTSIDE),
)


def told(**facts: str) -> Seen:
    """Return what is right but for what the org said."""
    return replace(RIGHT, found=Finding(at=AT, code=FINE, facts={**FACTS, **facts}))


def where(**seen: Any) -> Seen:
    """Return what is right but for this."""
    return replace(RIGHT, **seen)


def without(name: str) -> str:
    """Return what may be read but for this object."""
    return " ".join(row for row in FACTS["readable"].split() if not row.startswith(name))


def from_outside(**told: str) -> Seen:
    """Return what is right but for how our page comes to a browser."""
    return where(outside=Finding(at=AT, code=FINE, facts={**OUTSIDE, **told}))


def decided(**policy: Any) -> OrgConfig:
    return replace(RIGHT.config, policy=replace(RIGHT.config.policy, **policy))


def looking_in(*places: MatchedObject) -> Seen:
    """Return an org whose callers are looked for there."""
    return where(config=decided(matched_objects=places))


def silent(**policy: Any) -> Seen:
    """Return an org that never told of a sign-out."""
    return where(signal=None, config=decided(**policy))


def refused(code: str, **facts: str) -> Seen:
    """Return an org that let nobody in."""
    return where(found=Finding(at=AT, code=code, facts=facts))


CAUSES = (
    refused("clock-behind", seconds="400"),
    refused("version-unknown", version="12.0", newest="67.0"),
    replace(refused("secrets-locked"), locked=("salesforce",)),
)
"""What keeps the server out and has a line of its own."""

FOLLOWS = {
    "call-center": {"call-center-users"},
    "objects": {"leads"},
    "task": {"task-fields", "call-key", "call-id", "recording"},
    "framing": {"origin"},
    "origin": {"framing"},
}
"""Lines of which nothing is known where this one is wrong."""


CASES: list[tuple[str, Seen, str, str]] = [
    ("address", where(is_loopback=True), "warn", "loopback"),
    ("disk", where(free_bytes=1_000), "fail", "full"),
    ("disk", where(free_bytes=500_000_000), "warn", "nearly-full"),
    ("disk", where(free_bytes=None), "unknown", "elsewhere"),
    ("clock", told(ahead_s="-61"), "fail", "wrong"),
    ("secret", told(secret="wrong"), "fail", "wrong"),
    ("secret", told(secret="unchecked"), "unknown", "unchecked"),
    ("task-fields", told(refused_fields="Status OwnerId"), "fail", "refused"),
    ("task-fields", told(fixed_fields="Description"), "fail", "fixed"),
    ("task", told(may_create_task="", may_edit_task=""), "fail", "not-made"),
    ("task", told(may_edit_task=""), "fail", "not-changed"),
    ("call-key", told(key_state="missing"), "fail", "missing"),
    ("call-key", told(key_state="read-only"), "fail", "read-only"),
    ("call-key", told(key_state="not-unique"), "fail", "not-unique"),
    ("call-key", told(key_state="elsewhere"), "ok", "elsewhere"),
    ("call-id", told(missing_fields="CTI_Call_Id__c"), "warn", "missing"),
    ("call-id", told(read_only_fields="CTI_Call_Id__c"), "warn", "read-only"),
    ("recording", told(missing_fields="CTI_Recording__c"), "warn", "missing"),
    ("recording", told(read_only_fields="CTI_Recording__c"), "warn", "read-only"),
    ("closed-status", told(closed_status=""), "fail", "none"),
    ("objects", told(readable=without("Lead")), "fail", "callers"),
    ("objects", told(readable=without("Case")), "warn", "related"),
    ("objects", told(readable=f"{without('Case')} Case||"), "fail", "nameless"),
    ("numbers", told(readable=f"{without('Lead')} Lead|Name|Phone"), "warn", "hidden"),
    ("numbers", told(readable=f"{without('Lead')} Lead|Name|"), "fail", "none"),
    ("numbers", looking_in(MatchedObject(object="Case")), "fail", "none"),
    (
        "numbers",
        looking_in(MatchedObject(object="Contact", fields=("Phone", "Pager__c"))),
        "warn",
        "hidden",
    ),
    ("region", told(locale="de_DE"), "warn", "other"),
    ("region", told(locale="sr_Latn_RS"), "warn", "other"),
    ("region", told(locale="de"), "ok", "ok"),
    ("region", where(config=decided(region="ZZ")), "fail", "no-country"),
    ("leads", where(config=decided(create_lead="never")), "ok", "not-needed"),
    ("leads", told(lead_refused="LastName Company"), "fail", "refused"),
    ("leads", told(lead_keyed=""), "warn", "no-key"),
    ("database", where(is_migrated=False), "fail", "old"),
    ("database", where(is_fenced=False), "warn", "unfenced"),
    ("secrets", where(locked=("salesforce", "intake")), "fail", "locked"),
    ("framing", from_outside(status="502"), "fail", "not-ours"),
    ("framing", from_outside(frame_options="DENY"), "fail", "frame-options"),
    ("framing", from_outside(ancestors="'none'"), "fail", "policy"),
    ("origin", from_outside(own="403"), "fail", "own-refused"),
    ("origin", from_outside(own="404"), "fail", "no-sockets"),
    ("origin", from_outside(foreign="401"), "fail", "foreign-let-in"),
    ("framing", where(outside=None), "unknown", "unlooked"),
    ("origin", where(outside=None), "unknown", "unlooked"),
    ("framing", where(outside=Finding(at=AT, code="unreachable")), "unknown", "unreachable"),
    ("origin", where(outside=Finding(at=AT, code="unreachable")), "unknown", "unreachable"),
    ("telephony", where(systems=None), "unknown", "locked"),
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
