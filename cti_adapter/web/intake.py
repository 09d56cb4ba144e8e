"""Where web pages post what people filled in: POST /intake/<key> (contract.md §3).

Signed like a telephone system's events; 202 once it is on disk. A 401 never says why.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import BadSignature, FieldFault, Unprocessable, WrongMediaType
from cti_adapter.logbook.submission import read_form
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.intake import Intake
from cti_adapter.telephony.signature import verify
from cti_adapter.web.hooks import raw_body

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_MOST_FIELDS = 100


def intake(use: Intake, region: Callable[[OrgId], str]) -> Blueprint:
    """Return the route of form submissions.

    Args:
        use: takes them.
        region: ISO country by which an org reads numbers without a country code.
    """
    bp = Blueprint("intake", __name__)

    @bp.post("/intake/<key>")
    def take_form(key: str) -> ResponseReturnValue:
        body = raw_body()
        if request.mimetype not in {_JSON, _FORM}:
            raise WrongMediaType(f"send {_JSON} or {_FORM}")
        found = use.find(key)
        if found is None:
            raise BadSignature  # which keys exist is nobody's business
        headers = {name.lower(): value for name, value in request.headers.items()}
        verify(headers, body, found.secrets)
        form = read_form(_fields(body), region(found.org_id))
        is_new = use.take(found.org_id, headers["webhook-id"], body, form)
        said = {"accepted": int(is_new), "duplicates": int(not is_new)}
        return Response(msgspec.json.encode(said), status=202, content_type=_JSON)

    return bp


def _fields(body: bytes) -> Mapping[str, Any]:
    """Return the fields of a form or of a JSON object, whatever stands in them."""
    try:
        if request.mimetype == _JSON:
            return msgspec.json.decode(body, type=dict[str, Any])
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        message = "send one JSON object, or a form of at most 100 fields, in UTF-8"
        raise Unprocessable(FieldFault(field="$", message=message)) from error
    return dict(pairs)
