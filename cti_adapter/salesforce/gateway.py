"""The org's REST API, as far as we use it: query, search, create, update, describe.

simple-salesforce in direct mode does the talking; this file gives it what it lacks: time limits,
one refresh, typed failures, a pool instead of one shared session (facts/salesforce.md 5.6). It
knows no object of the org but by the name it is given, and it never logs a token.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import msgspec
from simple_salesforce.api import Salesforce
from simple_salesforce.format import format_soql

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import Rejected, Repairable, SignInNeeded, UnknownOutcome
from cti_adapter.salesforce.failures import from_answer, translated
from cti_adapter.salesforce.lines import ApiUsage, Lines
from cti_adapter.salesforce.oauth import AccessToken

T = TypeVar("T")

Row = dict[str, Any]
"""One record as the org returned it; parent records are nested rows or None."""

_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DESPITE_DUPLICATES = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
_UNKNOWN_NAMES = frozenset({"INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_TYPE"})


class Access(Protocol):
    """Where tokens come from: oauth.ServerAccess."""

    def token(self) -> AccessToken: ...
    def refresh(self, stale: AccessToken) -> AccessToken: ...


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One of several writes that are done together or not at all."""

    name: str
    """By which later parts say "@{name.id}" for the id of what this one made."""
    object_type: str
    at: RecordId | None = None
    """The record it changes; None to make one."""
    fields: Row


class Gateway:
    """The REST API of one org, in the name of one user. Safe for threads.

    Every method raises SalesforceError as failures.py says; a write whose answer was lost raises
    UnknownOutcome.
    """

    def __init__(self, access: Access, api_version: str, lines: Lines | None = None) -> None:
        self._access = access
        self._api_version = api_version
        self._lines = lines or Lines()
        self._tell_unknown: Callable[[bool], None] = _nobody

    def beside(self, access: Access) -> "Gateway":
        """Return a gateway in another user's name, over the same connections."""
        return Gateway(access, self._api_version, self._lines)

    @property
    def usage(self) -> ApiUsage | None:
        """As the last answer said it; None before the first."""
        return self._lines.usage

    def on_unknown_name(self, tell: Callable[[bool], None]) -> None:
        """Be told when the org does not know an object or a field, and whether it was a write.

        Of what was asked in the integration user's name: others may see less of the org.
        """
        self._tell_unknown = tell

    def query(self, soql: str, **values: Any) -> list[Row]:
        """Return every row of a SOQL query.

        Args:
            soql: with {placeholders}; `{name:literal}` for API names out of a describe.
            values: what stands in their places, quoted and escaped.
        """
        return self._rows(format_soql(soql, **values), with_deleted=False)

    def query_with_deleted(self, soql: str, **values: Any) -> list[Row]:
        """Return every row of a SOQL query, deleted and merged records among them."""
        return self._rows(format_soql(soql, **values), with_deleted=True)

    def search(self, sosl: str) -> list[Row]:
        """Return the rows of a SOSL search; each names its type in `attributes`."""
        return self._ask(lambda org: _rows_of(_hits(org.search(sosl))))

    def create(
        self, object_type: str, fields: Row, *, despite_duplicates: bool = False
    ) -> RecordId:
        """Insert a record and return its id.

        Args:
            object_type: its API name.
            fields: what stands in it.
            despite_duplicates: whether a duplicate rule that merely warns is passed over
                (facts/salesforce.md 5.4, Sforce-Duplicate-Rule-Header).
        """
        name = _api_name(object_type)
        headers = _DESPITE_DUPLICATES if despite_duplicates else None
        return self._ask(
            lambda org: _created(getattr(org, name).create(fields, headers=headers)), writing=True
        )

    def update(self, object_type: str, at: RecordId, fields: Row) -> None:
        """Change fields of a record."""
        name, where = _api_name(object_type), record_id(at)
        self._ask(lambda org: getattr(org, name).update(where, fields), writing=True)

    def write_together(self, *parts: Part) -> list[RecordId | None]:
        """Carry out several writes in one request, all or none; what fails undoes the others.

        Returns:
            For each part the id of what it made, None where it changed something.
        """
        root = f"/services/data/v{self._api_version}/sobjects"
        body = {"allOrNone": True, "compositeRequest": [_subrequest(root, one) for one in parts]}
        return self._ask(
            lambda org: _all_done(org.restful("composite", method="POST", json=body)), writing=True
        )

    def read_by_key(
        self, object_type: str, field: str, value: str, *, fields: Sequence[str] = ("Id",)
    ) -> Row | None:
        """Return the record that carries a key, or None.

        A query and not a GET by external id: keys are the telephone system's, and one with a
        slash or a dot in it does not survive a path.
        """
        found = self.query(
            "SELECT {fields:literal} FROM {name:literal} WHERE {field:literal} = {value} LIMIT 1",
            fields=", ".join(map(_api_name, fields)),
            name=_api_name(object_type),
            field=_api_name(field),
            value=value,
        )
        return found[0] if found else None

    def describe(self, object_type: str) -> Row:
        """Return the description of one object type."""
        name = _api_name(object_type)
        return self._ask(lambda org: dict(getattr(org, name).describe()))

    def describe_global(self) -> list[Row]:
        """Return a short description of every object type of the org."""
        return self._ask(lambda org: _rows_of((org.describe() or {})["sobjects"]))

    def address_of(self, at: RecordId) -> str:
        """Return where a person sees the record; Salesforce leads on to the page in use."""
        return f"{self._access.token().instance_url}/{at}"

    def close(self) -> None:
        """Close the connections that wait for reuse."""
        self._lines.close()

    def _rows(self, soql: str, *, with_deleted: bool) -> list[Row]:
        return self._ask(
            lambda org: _rows_of(org.query_all(soql, include_deleted=with_deleted)["records"])
        )

    def _ask(self, act: Callable[[Salesforce], T], *, writing: bool = False) -> T:
        token = self._access.token()
        try:
            return self._ask_once(act, token, writing=writing)
        except SignInNeeded as refused:
            if refused.code != "INVALID_SESSION_ID":
                raise
        return self._ask_once(act, self._access.refresh(token), writing=writing)

    def _ask_once(self, act: Callable[[Salesforce], T], token: AccessToken, *, writing: bool) -> T:
        session = self._lines.take(token.instance_url)
        org = Salesforce(
            session_id=token.token,
            instance_url=token.instance_url,
            session=session,
            version=self._api_version,
            object_pairs_hook=None,
        )
        with self._listening(writing=writing), translated(writing=writing):
            try:
                answer = act(org)
            except BaseException:
                session.close()  # what went wrong may have left it in the middle of an answer
                raise
        self._lines.put(token.instance_url, session)
        return answer

    @contextmanager
    def _listening(self, *, writing: bool) -> Iterator[None]:
        try:
            yield
        except (Rejected, Repairable) as refused:
            if refused.code in _UNKNOWN_NAMES:
                self._tell_unknown(writing)
            raise


def _nobody(_writing: bool) -> None:  # noqa: FBT001 - of the shape of who asks to be told
    """Nobody has asked to be told."""


class _Done(msgspec.Struct):
    body: Any
    status: int = msgspec.field(name="httpStatusCode")


def id_of(row: Row) -> RecordId:
    """Return the id of a row; raises RetryLater where the org gave it none."""
    with translated(writing=False):
        return record_id(row["Id"])


def _hits(answer: Any) -> Any:
    """Return what a search found: in an object since API 37, bare before (facts 4.1)."""
    return (answer["searchRecords"] if isinstance(answer, dict) else answer) or []


def _rows_of(answer: Any) -> list[Row]:
    return msgspec.convert(answer, list[dict[str, Any]])


def _created(answer: Row) -> RecordId:
    if not answer["success"]:
        raise ValueError("neither created nor refused")
    return record_id(str(answer["id"]))


def _subrequest(root: str, part: Part) -> Row:
    url = f"{root}/{_api_name(part.object_type)}"
    if part.at is None:
        said: Row = {"method": "POST", "url": url}
    else:
        said = {"method": "PATCH", "url": f"{url}/{record_id(part.at)}"}
    return {**said, "referenceId": _api_name(part.name), "body": part.fields}


def _all_done(answer: Any) -> list[RecordId | None]:
    """Return what each part made; raises what the one that failed was told."""
    parts = msgspec.convert(answer["compositeResponse"], list[_Done])
    failed = [one for one in parts if not one.status < HTTPStatus.MULTIPLE_CHOICES]
    for one in failed:
        codes = {each.get("errorCode") for each in one.body or () if isinstance(each, dict)}
        if codes != {"PROCESSING_HALTED"} or len(failed) == 1:
            raise from_answer(one.status, one.body, lost=UnknownOutcome)
    return [None if one.body is None else _created(one.body) for one in parts]


def _api_name(name: str) -> str:
    if not _API_NAME.fullmatch(name):
        raise ValueError(f"no API name: {name!r}")
    return name
