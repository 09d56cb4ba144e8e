"""Where one can go on the admin pages: their navigation, and what of it supervisors may open.

Holds addresses and no page; what may be opened is decided in frame.py.
"""

from typing import Final

SET_UP = "/admin/set-up"
LIVE = "/admin/live"
LIVE_DATA = "/admin/data/live"

FOR_SUPERVISORS = frozenset({LIVE, LIVE_DATA})
"""All that a supervisor may open who is no admin; nothing there changes anything."""

PLACES: Final = (
    (
        "",
        (("overview", "/admin/"), ("live", LIVE), ("set-up", SET_UP), ("doctor", "/admin/doctor")),
    ),
    ("people", (("users", "/admin/users"), ("agents", "/admin/agents"))),
    (
        "integrations",
        tuple((at, f"/admin/{at}") for at in ("salesforce", "telephony", "receivers")),
    ),
    (
        "calls",
        (
            ("reconciliation", "/admin/reconciliation"),
            ("assignment", "/admin/assignment"),
            ("numbers", "/admin/numbers"),
            ("logging", "/admin/logging"),
            ("notes", "/admin/notes"),
            ("hints", "/admin/hints"),
        ),
    ),
    ("security", tuple((at, f"/admin/{at}") for at in ("privacy", "sessions", "audit"))),
)
"""The navigation: groups of places, each with its code and its address."""

_OF_SUPERVISORS = (("", (("live", LIVE),)),)

Places = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def places_of(*, supervisor: bool) -> Places:
    """Return the navigation of an admin, or of a supervisor who is none."""
    return _OF_SUPERVISORS if supervisor else PLACES
