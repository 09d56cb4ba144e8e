"""Situations of the assignment (requirements 5.3 and 5.4), each as what a page is told.

What stands where, in which words and marks, and with the names that are hard to show: long ones,
names from right to left, and names that look like markup.
"""

from collections.abc import Callable

from msgspec.structs import replace

from cti_adapter.web.messages import RecordView, RejectedView, Snapshot, Text
from tests.browser.panel.scenes import (
    ADA,
    BABBAGE,
    CASE,
    HOPPER,
    ROLLOUT,
    TURING,
    assign,
    assigned,
    call,
    desk,
    record,
    refused,
    ringing,
    snapshot,
    wrap_up,
)

ENGINES = record("Account", "Analytical Engines")
BOMBE = record("Project__c", "Bombe", note=Text(code="note.checking"))
BADGE = record("Badge__c", "B-Seven", note=Text(code="note.failed"))
LONG = record(
    "Contact",
    "Augusta Ada King-Noel, Countess of Lovelace, Translator of the Sketch of the Engine",
    "Analytical Engines for the Determination of Bernoulli Numbers and Tables of Every Kind",
)
LEFTWARDS = record("Contact", "محمد بن موسى الخوارزمي", "بيت الحكمة")
MARKUP = record("Case", "<img src=x onerror=alert(1)> & Co", "<b>Analytical</b> Engines")
ELSEWHERE = Text(code="note.other-account", params={"account": "Compiler Works"})


def matches(count: int) -> tuple[RecordView, ...]:
    """Return so many contacts with one number; every third is of another account."""
    return tuple(
        record(
            "Contact",
            f"Contact {at:03}",
            "Compiler Works" if at % 3 == 2 else "Analytical Engines",
            **({"relation": "other-account", "note": ELSEWHERE} if at % 3 == 2 else {}),
        )
        for at in range(count)
    )


def why() -> Snapshot:
    """Ada was taken, and two others were not."""
    reasons = (
        RejectedView(label="Grace Hopper", type="Contact", reason=ELSEWHERE),
        RejectedView(label="Alan Turing", type="Lead", reason=Text(code="reason.limit")),
    )
    taken = replace(assigned(ADA), rejected=reasons, more_rejected=28)
    return snapshot(call(assigned=(taken,)))


def several_contacts() -> Snapshot:
    both = (assigned(ADA), assigned(BABBAGE, "you"), assigned(CASE, "you"))
    return snapshot(call(assigned=both), at_desk=desk(button=refused(HOPPER, "reason.limit")))


def replaces() -> Snapshot:
    both = (assigned(ADA), assigned(ENGINES))
    button = assign(CASE, seen=95, replaces="Analytical Engines")
    return snapshot(call(assigned=both), at_desk=desk(button=button))


def checking() -> Snapshot:
    return snapshot(call(), at_desk=desk(button=assign(replace(BOMBE, type="Case"))))


def not_known_whether_tracked() -> Snapshot:
    return snapshot(call(), at_desk=desk(button=refused(BOMBE, "reason.tracking-unknown")))


def lookup_failed() -> Snapshot:
    return snapshot(call(), at_desk=desk(button=assign(replace(BADGE, type="Opportunity"))))


def not_tracked() -> Snapshot:
    badge = replace(BADGE, note=None)
    return snapshot(call(), at_desk=desk(button=refused(badge, "reason.not-tracked")))


def relationship() -> Snapshot:
    joined = record("AccountContactRelation", "Ada–Compiler Works")
    return snapshot(call(), at_desk=desk(button=refused(joined, "reason.relationship")))


def lead_alone() -> Snapshot:
    lead = call(party=TURING, matches=(TURING,), assigned=(assigned(TURING),))
    return snapshot(lead, at_desk=desk(button=refused(CASE, "reason.lead-alone")))


def account_alone() -> Snapshot:
    account = call(party=ENGINES, assigned=(assigned(ENGINES, "you"),))
    return snapshot(account, at_desk=desk(button=refused(CASE, "reason.account-alone")))


def held_back_in_wrap_up() -> Snapshot:
    only_ada = wrap_up(assigned=(assigned(ADA),))
    return snapshot(only_ada, at_desk=desk(button=assign(ROLLOUT, seen=34)))


def thirty_match() -> Snapshot:
    return snapshot(ringing(party=None, assigned=(), matches=matches(30)))


def five_hundred_match() -> Snapshot:
    return snapshot(call(party=None, assigned=(), matches=matches(500), warning=True))


def long_names() -> Snapshot:
    both = (assigned(LONG), assigned(CASE, "you"))
    held_back = replace(LONG, id="003000000000099AAA", relation="other-account", note=ELSEWHERE)
    return snapshot(call(party=LONG, assigned=both), at_desk=desk(button=assign(held_back)))


def right_to_left() -> Snapshot:
    other = replace(LEFTWARDS, id="003000000000098AAA")
    mine = call(party=LEFTWARDS, assigned=(assigned(LEFTWARDS),), matches=(LEFTWARDS, other))
    return snapshot(mine, at_desk=desk(button=assign(other)))


def markup() -> Snapshot:
    return snapshot(
        wrap_up(party=MARKUP, assigned=(assigned(MARKUP),), matches=(MARKUP, CASE)),
        at_desk=desk(button=assign(replace(MARKUP, id="500000000000099AAA"))),
    )


SITUATIONS: dict[str, tuple[str, Callable[[], Snapshot]]] = {
    "why": ("talking", why),
    "several contacts": ("talking", several_contacts),
    "replaces": ("talking", replaces),
    "checking the account": ("talking", checking),
    "not known whether tracked": ("talking", not_known_whether_tracked),
    "lookup failed": ("talking", lookup_failed),
    "not tracked": ("talking", not_tracked),
    "relationship": ("talking", relationship),
    "lead alone": ("talking", lead_alone),
    "account alone": ("talking", account_alone),
    "held back in wrap-up": ("wrap-up", held_back_in_wrap_up),
    "thirty match": ("ringing", thirty_match),
    "long names": ("talking", long_names),
    "right to left": ("talking", right_to_left),
    "markup": ("wrap-up", markup),
}
"""Name of the situation to the phase the panel shows and what the server says."""
