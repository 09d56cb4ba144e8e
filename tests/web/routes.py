"""What every route of the application owes to the session of another org: one line a route.

The walk (test_walk.py) takes the routes of the application and fails for one that has no line
here. A new route goes to

- THEIRS where its address or its form names a thing of an org: a stranger gets 404;
- OWN where it answers for the org of the session alone, and names nothing;
- DOORS where it is open to somebody without a session, with the reason; each is shown elsewhere
  to let nobody through.

No test stands here.
"""

from typing import Any

PAGE: dict[str, Any] = {"answered": False}
RECORD = "003000000000001"

THEIRS: dict[str, dict[str, Any]] = {
    "POST /api/calls/<call_id>/answer": {},
    "POST /api/calls/<call_id>/decline": {},
    "POST /api/calls/<call_id>/hold": {},
    "POST /api/calls/<call_id>/retrieve": {},
    "POST /api/calls/<call_id>/mute": {},
    "POST /api/calls/<call_id>/unmute": {},
    "POST /api/calls/<call_id>/hang_up": {},
    "POST /api/calls/<call_id>/dtmf": {"digits": "1"},
    "POST /api/calls/<call_id>/assign": {"record_id": RECORD, "page": PAGE},
    "POST /api/calls/<call_id>/cases": {},
    "POST /api/calls/<call_id>/swap": {"slot": "who", "record_id": RECORD},
    "POST /api/calls/<call_id>/add": {"record_id": RECORD},
    "POST /api/calls/<call_id>/choose": {"record_id": RECORD},
    "POST /api/calls/<call_id>/unassign": {"record_id": RECORD},
    "POST /api/calls/<call_id>/undo": {},
    "POST /api/calls/<call_id>/notes": {"text": "mine now"},
    "POST /api/calls/<call_id>/result": {"call_result": "Solved"},
    "POST /api/calls/<call_id>/save": {"text": "", "page": PAGE},
    "POST /api/calls/<call_id>/extend": {},
    "POST /api/calls/<call_id>/retry": {},
    "POST /api/calls/<call_id>/log-now": {},
    "GET /admin/users/<agent_id>": {},
    "POST /admin/users/<agent_id>": {"line": "", "name": ""},
    "POST /admin/users/<agent_id>/remove": {},
    "GET /admin/telephony/<key>": {},
    "POST /admin/telephony/<key>": {"name": "", "command_url": ""},
    "GET /admin/data/telephony/<key>": {},
    "POST /admin/telephony/<key>/test": {},
    "POST /admin/telephony/<key>/rotate": {},
    "POST /admin/telephony/<key>/retire": {},
    "POST /admin/telephony/<key>/remove": {},
    "POST /admin/reconciliation/retry": {"letter": "<letter>"},
    "POST /admin/reconciliation/give-up": {"letter": "<other_letter>", "text": "a test call"},
    "POST /admin/reconciliation/without-links": {"letter": "<third_letter>"},
    "GET /o/<org_key>/call-center.xml": {},
    "GET /admin/versions/<number>": {},
    "GET /admin/versions/<number>/file": {},
    "POST /admin/versions/<number>": {},
}
"""Names a thing of an org: what to send, as JSON or as a form; <names> stand for its things."""

OWN: dict[str, dict[str, Any]] = {
    "POST /api/page": {"window": "w-1", "record": None, "focused": True},
    "POST /api/search": {"slot": "who", "text": "Lovelace"},
    "POST /api/focus": {"page": "page-0001"},
    "POST /api/take-over": {"page": "page-0001"},
    "POST /api/dial": {"number": "+14155550999"},
    "POST /api/hotkeys": {"hotkeys": {}},
    "GET /api/snapshot": {},
    "GET /api/history": {},
    "POST /api/history/log": {},
    "POST /api/socket-ticket": {},
    "GET /admin/": {},
    "POST /admin/forms/retry": {},
    "POST /admin/outbox/probe": {},
    "GET /admin/reconciliation": {},
    "POST /admin/reconciliation/retry-class": {"kind": "log", "code": "ANOTHER"},
    "GET /admin/set-up": {},
    "POST /admin/set-up/org": {},
    "GET /admin/salesforce": {},
    "GET /admin/salesforce/certificate": {},
    "POST /admin/salesforce/connection": {},
    "POST /admin/salesforce/key": {},
    "POST /admin/salesforce/check": {},
    "POST /admin/salesforce/hosts": {},
    "POST /admin/salesforce/owner": {},
    "POST /admin/salesforce/leads": {},
    "POST /admin/salesforce/objects": {"which": "all"},
    "POST /admin/salesforce/intake/renew": {},
    "POST /admin/salesforce/intake/retire": {},
    "GET /admin/data/owners": {},
    "GET /admin/telephony": {},
    "GET /admin/telephony/new": {},
    "POST /admin/telephony/new": {},
    "GET /admin/sessions": {},
    "POST /admin/sessions/end": {},
    "GET /admin/users": {},
    "GET /admin/users/new": {},
    "POST /admin/users/new": {"line": "", "name": ""},
    "GET /admin/users/suggestions": {},
    "POST /admin/users/suggestions": {"one": "<agent_id>:<user_id>"},
    "GET /admin/users/import": {},
    "POST /admin/users/import": {},
    "GET /admin/data/users": {},
    "GET /admin/versions": {},
    "GET /admin/assignment": {},
    "POST /admin/assignment": {},
    "GET /admin/numbers": {},
    "POST /admin/numbers": {"numbers": "+14155550999", "country": "US"},
    "GET /admin/logging": {},
    "POST /admin/logging": {},
    "GET /admin/notes": {},
    "POST /admin/notes": {},
    "GET /admin/hints": {},
    "POST /admin/hints": {},
    "GET /admin/agents": {},
    "POST /admin/agents": {"away_reasons": "Break\nBreak"},
    "GET /admin/privacy": {},
    "POST /admin/privacy": {},
    "POST /admin/language": {"language": "en", "back": "/admin/"},
}
"""Answers for the org of its session: nothing of another org stands in the answer."""

DOORS = {
    "GET /static/<filename>": "files of the product, the same for everybody",
    "GET /healthz": "says that the process lives",
    "GET /readyz": "says that the database answers",
    "GET /api/openapi.json": "describes the interface",
    "GET /o/<org_key>/softphone": "a page without data, framed by the hosts of its org alone",
    "POST /intake/<key>": "a signature of a web page of the org the address names; 401 without",
    "POST /hooks/<key>": "a signature of the telephone system the address names; 401 without",
    "POST /auth/start": "begins a sign-in to any org; ends at the login of that org",
    "GET /auth/popup": "a page without data",
    "POST /auth/popup": "wants the bind code that only the own iframe has",
    "GET /auth/callback": "wants the state of a sign-in and the cookie of its browser",
    "POST /auth/claim": "wants the secret of the iframe that began the sign-in, under its org",
    "POST /auth/renew": "wants a token or a cookie of the org it names",
    "POST /auth/logout": "ends the session it came with",
    "GET /admin/sign-in": "a page without data",
    "POST /admin/sign-in": "begins a sign-in at the org it names; ends at the login of that org",
    "GET /admin/boot": "a page without data",
    "POST /admin/boot": "wants the token that the operator of this deployment printed",
    "POST /admin/sign-out": "ends the session it came with",
    "GET /admin/<nowhere>": "says that there is no such page",
    "GET /ws": "a ticket: the socket is that of the agent it was given to",
}
"""Open to somebody without a session, and why nobody gets to another org through it."""
