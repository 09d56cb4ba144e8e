"""Where an org tells that a user signed out: POST /signals/<key> (contract.md §3).

Signed like a telephone system's events. A 401 never says why.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from msgspec import Meta

from cti_adapter.errors import BadSignature, FieldFault, Unprocessable, WrongMediaType
from cti_adapter.service.signals import Signals
from cti_adapter.telephony.signature import verify
from cti_adapter.web.hooks import raw_body

_JSON = "application/json"


class SignOut(msgspec.Struct, frozen=True, kw_only=True):
    """A user who signed out, and when."""

    username: Annotated[str, Meta(min_length=1, max_length=255)]
    at: Annotated[datetime, Meta(tz=True)]


def signals(use: Signals) -> Blueprint:
    """Return the route of the sign-outs."""
    bp = Blueprint("signals", __name__)

    @bp.post("/signals/<key>")
    def take(key: str) -> ResponseReturnValue:
        body = raw_body()
        if request.mimetype != _JSON:
            raise WrongMediaType(f"send {_JSON}")
        found = use.find(key)
        if found is None:
            raise BadSignature  # which keys exist is nobody's business
        headers = {name.lower(): value for name, value in request.headers.items()}
        verify(headers, body, found.secrets)
        said = _read(body)
        sent_at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        ago = max(sent_at - said.at, timedelta(0))
        taken = use.take(found.org_id, headers["webhook-id"], said.username, ago)
        answer = {"accepted": int(taken)}
        return Response(msgspec.json.encode(answer), status=202, content_type=_JSON)

    return bp


def _read(body: bytes) -> SignOut:
    try:
        return msgspec.json.decode(body, type=SignOut)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f'send {{"username", "at"}} as JSON, the time with its zone ({error})'
        raise Unprocessable(FieldFault(field="$", message=message)) from error
