"""Checks of the org, by what the last check of the connection found there.

Where nobody came in, one line fails, that of the cause, and of the others nothing is known. What
the integration user may do there stands in permission_checks.py.
"""

import re
from collections.abc import Callable
from typing import Final

from cti_adapter.calls.number import is_country
from cti_adapter.service.doctor.seen import Seen
from cti_adapter.service.doctor.verdict import Verdict, fail, ok, unknown, warn
from cti_adapter.service.set_up_steps import WRONG, missing_hosts, tracked_objects

MOST_SKEW_S: Final = 60
"""A sign-in of the server is good for three minutes."""
NEARLY_USED: Final = 0.8
"""From this share of the day's API requests on an admin is warned."""

LOCALE_COUNTRY: Final = re.compile(r"[_-]([A-Z]{2})(?:_|$)")
"""Of "de_DE", "zh_CN_PINYIN", "sr_Latn_RS"; a language alone names no country."""

_CAUSES: Final = {
    "clock": "clock",
    "clock-ahead": "clock",
    "clock-behind": "clock",
    "version-unknown": "version",
    "secrets-locked": "secrets",
}
"""Causes with a line of their own: the connection's says only that nobody came in for them."""
_CLOCKS: Final = frozenset({"clock", "clock-ahead", "clock-behind"})
_UNSEEN: Final = unknown("unseen")

Judge = Callable[[dict[str, str], Seen], Verdict]


def once_in(judge: Judge) -> Callable[[Seen], Verdict]:
    """Return a check that knows nothing where nobody came in."""

    def check(seen: Seen) -> Verdict:
        return _UNSEEN if seen.fine is None else judge(seen.fine, seen)

    return check


def connection(seen: Seen) -> Verdict:
    """Whether the server signs in to Salesforce, and as whom."""
    found = seen.found
    if found is None:
        return unknown("unseen")
    if found.is_fine:
        return ok(username=found.facts["username"], org=found.facts["org_name"])
    if found.code in _CAUSES:
        return unknown(_CAUSES[found.code])
    gaps = {"username": seen.config.username, **found.facts}
    return Verdict(state="fail", code=found.code, gaps=gaps, said=found.words)


def clock(seen: Seen) -> Verdict:
    """How far our clock and the org's are apart: a sign-in that is too old is refused."""
    if seen.found is not None and seen.found.code in _CLOCKS:
        return fail("wrong", seconds=seen.found.facts.get("seconds", "?"))
    if seen.fine is None:
        return _UNSEEN
    apart = abs(int(seen.fine["ahead_s"]))
    return fail("wrong", seconds=apart) if apart > MOST_SKEW_S else ok(seconds=apart)


def _secret(facts: dict[str, str], _: Seen) -> Verdict:
    """Without it agents cannot sign in, though the server can."""
    verdicts = {"right": ok(), WRONG: fail("wrong")}
    return verdicts.get(facts["secret"], unknown("unchecked"))


def api_version(seen: Seen) -> Verdict:
    """Every release of Salesforce brings a version; old ones end."""
    found = seen.found
    if found is not None and found.code == "version-unknown":
        return fail("gone", **found.facts)
    if seen.fine is None:
        return _UNSEEN
    return ok(version=seen.fine["api_version"], newest=seen.fine["newest_version"] or "?")


def _closed_status(facts: dict[str, str], _: Seen) -> Verdict:
    """A logged call is a Task that is done; without such a status none is written."""
    return ok(status=facts["closed_status"]) if facts["closed_status"] else fail("none")


def region(seen: Seen) -> Verdict:
    """By the country numbers are read that are stored without a country code."""
    ours = seen.config.policy.region
    if not is_country(ours):
        return fail("no-country", region=ours)
    said = LOCALE_COUNTRY.search(seen.fine["locale"]) if seen.fine is not None else None
    if said is not None and said[1] != ours:
        return warn("other", region=ours, country=said[1])
    return ok(region=ours)


def _tracked(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whether the custom objects an admin chose may stand in Related To."""
    del facts
    known = tracked_objects(seen.found) or {}
    lost = [name for name in seen.config.policy.tracked_objects if name not in known]
    if lost:
        return fail("lost", objects=", ".join(lost))
    return ok(objects=", ".join(known.values())) if known else ok("none")


def _shared_activities(facts: dict[str, str], _: Seen) -> Verdict:
    """Several contacts on one Task are a choice of the org: neither is wrong."""
    return ok("on") if facts["shared_activities"] else ok("off")


def hosts(seen: Seen) -> Verdict:
    """Only the pages that are pinned may show the softphone (P8)."""
    if not seen.config.hosts:
        return fail("none")
    missing = missing_hosts(seen.config, seen.found)
    if missing:
        return fail("moved", hosts=", ".join(missing))
    return ok(hosts=", ".join(seen.config.hosts))


def _call_center(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whether Setup has a call center with our address."""
    if not facts["call_centers_visible"]:
        return unknown("hidden")
    addresses = [address for _, address in _call_centers(facts)]
    if not addresses:
        return fail("none")
    if any(_is_ours(address, seen) for address in addresses):
        return ok()
    return fail("other", expected=seen.softphone, found=", ".join(addresses))


def _call_center_users(facts: dict[str, str], seen: Seen) -> Verdict:
    """Whoever is not in the call center has no softphone in the utility bar."""
    ours = [n for n, address in _call_centers(facts) if _is_ours(address, seen)]
    if not ours:
        return _UNSEEN
    linked = seen.heads.agents - seen.heads.unlinked
    if sum(ours) < max(linked, 1):
        return fail("none") if not sum(ours) else warn("fewer", users=sum(ours), agents=linked)
    return ok(users=sum(ours))


def sign_out(seen: Seen) -> Verdict:
    """Whether a sign-out of the org can be noticed; only where Salesforce tells (DECISION 55)."""
    if seen.signal is not None:
        return ok(at=f"{seen.signal.at:%Y-%m-%d %H:%M} UTC")
    if not seen.config.policy.presence_logout_check:
        return ok("not-needed")
    return warn("untold") if seen.signal_secret else warn("none")


def _limits(facts: dict[str, str], _: Seen) -> Verdict:
    """How much of the day's API requests the org has left for us."""
    used, allowed = int(facts["calls_used"]), int(facts["calls_allowed"])
    if not allowed:
        return unknown("unsaid")
    nearly = used >= NEARLY_USED * allowed
    return warn("nearly", used=used, allowed=allowed) if nearly else ok(used=used, allowed=allowed)


def _call_centers(facts: dict[str, str]) -> list[tuple[int, str]]:
    """Return the call centers, each with how many users are in it."""
    pairs = (line.partition("|") for line in facts["call_centers"].split())
    return [(int(members), address) for members, _, address in pairs]


def _is_ours(address: str, seen: Seen) -> bool:
    return address.partition("?")[0].rstrip("/") == seen.softphone


secret = once_in(_secret)
closed_status = once_in(_closed_status)
tracked = once_in(_tracked)
shared_activities = once_in(_shared_activities)
call_center = once_in(_call_center)
call_center_users = once_in(_call_center_users)
limits = once_in(_limits)
