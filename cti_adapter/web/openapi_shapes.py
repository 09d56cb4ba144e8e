"""What openapi.py describes the commands with, beside the forms and answers themselves."""

from typing import Literal

import msgspec


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a body: where it is, and how to mend it."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong (RFC 9457); `error_id` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    detail: str
    error_id: str
    state: str | None = None
    """With 409: the state of the call that forbids the command."""
    errors: list[FieldError] = []
    """With 422: every fault by its field."""


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """The command was taken; the news comes by the socket."""


class TicketIssued(msgspec.Struct, frozen=True, kw_only=True):
    """Opens one socket within 30 s: WebSocket /ws, protocols `cti.v1` and `ticket.<ticket>`."""

    ticket: str
    browser: str
    """Of this session, as LeaseView names the browser that has the lease."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One route under /api/."""

    summary: str
    form: type[msgspec.Struct] | None = None
    """What its body says, None where it needs none."""
    method: Literal["get", "post", "delete"] = "post"
    status: int = 202
    answer: type[msgspec.Struct] = Accepted
    query: dict[str, str] = {}
    """What may stand behind the address, each with what it means."""
