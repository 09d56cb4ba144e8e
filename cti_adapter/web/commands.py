"""What the routes of all commands share: the key of a command, the record it names, its answer."""

import msgspec
from flask import Response, request

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import FieldFault, Unprocessable

_LONGEST_KEY = 64


def command_key() -> str:
    """Return the client's own name of this command: the same again is done once."""
    return request.headers.get("Idempotency-Key", "")[:_LONGEST_KEY]


def named_record(text: str) -> RecordId:
    """Return the record a form names in `record_id`.

    Raises:
        Unprocessable: that is no id of a record.
    """
    try:
        return record_id(text)
    except ValueError as error:
        raise Unprocessable(FieldFault(field="record_id", message=str(error))) from error


def accepted() -> Response:
    """Answer that the command was taken; the news comes by the socket."""
    return Response(msgspec.json.encode({}), status=202, content_type="application/json")
