"""The id of a request: in the audit log, in the log, in header X-Request-Id and on error pages."""

from uuid import uuid4

from flask import g


def request_id() -> str:
    """Return the id of the request being answered, made when it is first asked for."""
    if "request_id" not in g:
        g.request_id = uuid4().hex
    found: str = g.request_id
    return found
