"""What the audit log calls each form of the admin pages. A form that is missing here is noted, too.

The deed is announced when the form has been let in; its row is written with the first change that
the form makes, in the same transaction. A form that changes nothing leaves none.
"""

from collections.abc import Mapping
from typing import Final

from flask import request

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed
from cti_adapter.web.audit import deed, route

DEEDS: Final[Mapping[str, str]] = {
    "/admin/users/new": "agent.added",
    "/admin/users/<agent_id>": "agent.changed",
    "/admin/users/<agent_id>/remove": "agent.removed",
    "/admin/users/suggestions": "agent.linked",
    "/admin/users/import": "agent.linked",
    "/admin/telephony/new": "telephony.added",
    "/admin/telephony/<key>": "telephony.changed",
    "/admin/telephony/<key>/settings": "telephony.changed",
    "/admin/telephony/<key>/rotate": "telephony.secret_rotated",
    "/admin/telephony/<key>/retire": "telephony.secret_retired",
    "/admin/telephony/<key>/remove": "telephony.removed",
    "/admin/receivers/new": "receiver.added",
    "/admin/receivers/<receiver>": "receiver.changed",
    "/admin/receivers/<receiver>/rotate": "receiver.secret_rotated",
    "/admin/receivers/<receiver>/retire": "receiver.secret_retired",
    "/admin/receivers/<receiver>/remove": "receiver.removed",
    "/admin/reconciliation/retry": "log.retried",
    "/admin/reconciliation/retry-class": "log.retried",
    "/admin/reconciliation/without-links": "log.sent_without_links",
    "/admin/reconciliation/give-up": "log.given_up",
    "/admin/forms/retry": "form.retried",
    "/admin/outbox/probe": "outbox.probed",
    "/admin/set-up/org": "org.made",
    "/admin/salesforce/connection": "salesforce.changed",
    "/admin/salesforce/key": "salesforce.secret_rotated",
    "/admin/salesforce/hosts": "salesforce.changed",
    "/admin/salesforce/owner": "salesforce.changed",
    "/admin/salesforce/leads": "salesforce.changed",
    "/admin/salesforce/objects": "salesforce.changed",
    "/admin/salesforce/intake/renew": "salesforce.secret_rotated",
    "/admin/salesforce/intake/retire": "salesforce.secret_retired",
    "/admin/salesforce/signals/renew": "salesforce.secret_rotated",
    "/admin/salesforce/signals/retire": "salesforce.secret_retired",
    "/admin/sessions/end": "session.ended",
    "/admin/versions/<number>": "configuration.rolled_back",
    **dict.fromkeys(
        (f"/admin/{page}" for page in ("assignment", "logging", "notes", "hints", "agents")),
        "settings.changed",
    ),
    "/admin/privacy": "settings.changed",
    "/admin/privacy/caller/export": "caller.exported",
    "/admin/privacy/caller/erase": "caller.erased",
}
"""What is done by a form, by its route."""

ASKS: Final[Mapping[str, str]] = {
    "/admin/privacy/caller": "counts what is kept of a caller",
    "/admin/numbers": "the number bench looks up and keeps nothing",
    "/admin/doctor": "keeps what the checks found",
    "/admin/salesforce/check": "keeps what the check found",
    "/admin/telephony/<key>/test": "keeps what the test found",
    "/admin/receivers/<receiver>/test": "keeps what the test found",
    "/admin/reconciliation/compare": "keeps what the comparison found",
}
"""Forms that ask and change nothing of an org, and why they are not noted."""

KINDS: Final = (
    *("settings", "configuration", "salesforce", "telephony", "receiver", "agent", "org"),
    *("log", "form", "outbox", "call", "caller", "admin", "supervisor", "boot_token"),
    *("session", "keys", "backup", "refused", "page"),
)
"""How the codes of deeds begin; what one can look for on page Audit log."""

OTHER: Final = "page.other"
"""What a form is called that nobody has named."""

_NAMED_BY: Final = ("letter", "code", "sign_in", "user", "admin")
"""Fields of forms that name the thing, where the address does not."""
_LONGEST: Final = 100


def deed_of(org_id: OrgId, username: str) -> Deed | None:
    """Return what this form is about to do; None where it only asks."""
    rule = route()
    if rule in ASKS:
        return None
    views = {name: each for name, each in (request.view_args or {}).items() if name != "page"}
    of = [str(each) for each in views.values()]
    of += [request.form[name] for name in _NAMED_BY if name in request.form]
    return deed(org_id, username, DEEDS.get(rule, OTHER), of[0][:_LONGEST] if of else "")
