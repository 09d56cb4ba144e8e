"""One request inside another: what the composite family is made of.

A sub-request goes through the whole application as if it had come alone, so it meets the same
rules and gives the same answers; only the session, and the count of calls, are its parent's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.test import EnvironBuilder

from cti_adapter.emulator import fault_kinds, wording
from cti_adapter.emulator.ledger import PARTS
from cti_adapter.emulator.rest.api import USED
from cti_adapter.emulator.standin import current

_OWN: Final = frozenset({"authorization", "accept", "content-type", "content-length", "host"})
"""Headers a sub-request cannot set: they are its parent's."""
_INHERITED: Final = ("authorization", "sforce-")
"""Beginnings of the headers that hold for every part, unless a part has its own ([B])."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subrequest:
    """A request as its parent describes it; `url` begins with /services/data/."""

    method: str
    url: str
    reference: str | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a sub-request was answered."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    def row(self, reference: str | None) -> dict[str, Any]:
        """Return the outcome as an entry of compositeResponse (5.2)."""
        return {
            "body": self.body,
            "httpHeaders": dict(self.headers),
            "httpStatusCode": self.status,
            "referenceId": reference,
        }


def refusal(code: str, message: str, status: int = HTTPStatus.BAD_REQUEST) -> Outcome:
    """Return the outcome of a sub-request that was not even tried."""
    said = wording.said(code, message, current().org.settings.language)
    return Outcome(status=int(status), body=[{"errorCode": code, "message": said}])


def perform(asked: Subrequest, *, counted: bool = False) -> Outcome:
    """Do a sub-request and return its outcome; never raises for what the org refuses.

    Args:
        asked: what to do.
        counted: whether it is an API call of its own.
    """
    outcome = _faulty(asked) or _dispatch(asked, counted=counted)
    row = {"method": asked.method, "url": asked.url, "body": asked.body, "status": outcome.status}
    request.environ.setdefault(PARTS, []).append({**row, "reference": asked.reference})
    return outcome


def _dispatch(asked: Subrequest, *, counted: bool) -> Outcome:
    own = {name: each for name, each in asked.headers.items() if name.lower() not in _OWN}
    inherited = {n: each for n, each in request.headers if n.lower().startswith(_INHERITED)}
    address = urlsplit(asked.url)
    environ = EnvironBuilder(
        path=address.path,
        query_string=address.query,
        method=asked.method,
        base_url=request.host_url,
        headers=list((inherited | own).items()),
        data=None if asked.body is None else json.dumps(asked.body).encode(),
        content_type="application/json",
    ).get_environ()
    if not counted:
        environ[USED] = g.used
    app = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 - Flask's way to the app
    with app.app_context(), app.request_context(environ):
        answer = app.full_dispatch_request()
        body = answer.get_json(silent=True)
        place = answer.headers.get("Location")
    return Outcome(
        status=answer.status_code, body=body, headers={"Location": place} if place else {}
    )


def _faulty(asked: Subrequest) -> Outcome | None:
    """Let a waiting fault befall it that one record of many can meet: a lock, a rule."""
    path = urlsplit(asked.url).path
    fault = current().faults.take(asked.method, path, only=fault_kinds.befalls_one_record)
    refused = fault_kinds.refusal(fault.kind) if fault is not None else None
    if fault is None or refused is None:
        return None
    fields = refused.fields if fault.fields is None else fault.fields
    body = wording.rows(refused, current().org.settings.language)
    return Outcome(
        status=fault.status or refused.status, body=[{**body[0], "fields": list(fields or ())}]
    )
