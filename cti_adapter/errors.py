"""Everything that can go wrong, as one tree; what the caller should do next is the type.

    CtiError
    ├── SettingsError             fix the environment and start again (exit code 2)
    ├── RequestError              the request is at fault; web/problems.py turns it into RFC 9457
    │   ├── BadSignature          401, without a reason
    │   ├── NotSignedIn           401
    │   ├── NotAllowed            403
    │   ├── NoSuchThing           404
    │   ├── StateConflict         409, with the state that forbids it
    │   │   ├── AlreadySaved      … and who saved the log, and when
    │   │   └── MarkedDoNotCall   … and who is: ask the agent, then dial with their records
    │   ├── TooLarge              413
    │   ├── WrongMediaType        415
    │   ├── Unprocessable         422, with a list of fields
    │   └── TooManyRequests       429
    ├── BadBackup                 the file, or the database, is not what it should be: another one
    ├── StorageUnavailable        503: nothing was stored; send it again
    ├── TelephonyError            the telephone system did not take a command
    │   └── CommandRefused        … and would not take the same one later
    ├── SearchFailed              502: Salesforce could not be searched; try again
    │   └── SearchTimeout         504: it did not answer in time
    └── SalesforceError           what the org said
        ├── RetryLater            the same request may succeed later (backoff)
        │   ├── UnknownOutcome    it may have happened: read by key before repeating
        │   ├── OrgPaused         limit or read-only window: pause the whole org
        │   └── SignInNeeded      our access was refused: park until an admin has repaired it
        ├── AlreadyWritten        our unique key exists: done
        ├── Stale                 a record was converted, merged or deleted: look again, repeat once
        ├── Repairable            a field can be cut, dropped or replaced, then repeat once
        │   └── OwnerRefused      it cannot be this owner's: let the next one own it
        └── Rejected              sending it again would be refused again: a person has to look

Errors are named for what happened; the docstring is the default message.
"""

from datetime import datetime

import msgspec


class CtiError(Exception):
    """Something went wrong in the adapter."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class SettingsError(CtiError):
    """The settings are incomplete or wrong."""


class BadBackup(CtiError):
    """It cannot be backed up, or not restored."""


class FieldFault(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a request: where it is, and how to mend it."""

    field: str
    message: str


class RequestError(CtiError):
    """The request cannot be carried out."""

    status = 400
    error_id = "bad-request"


class BadSignature(RequestError):
    """The signature is missing, wrong or out of its time."""

    status = 401
    error_id = "unauthorised"


class NotSignedIn(RequestError):
    """Sign in first."""

    status = 401
    error_id = "not-signed-in"


class NotAllowed(RequestError):
    """This is not yours to do."""

    status = 403
    error_id = "not-allowed"


class NoSuchThing(RequestError):
    """There is no such thing here."""

    status = 404
    error_id = "not-found"


class StateConflict(RequestError):
    """The call is not in a state that allows this."""

    status = 409
    error_id = "state-conflict"

    def __init__(self, message: str | None = None, *, state: str = "") -> None:
        super().__init__(message)
        self.state = state


class AlreadySaved(StateConflict):
    """The log of this call has been saved already."""

    error_id = "already-saved"

    def __init__(self, *, state: str, saved_by: str, saved_at: datetime | None) -> None:
        super().__init__(state=state)
        self.saved_by = saved_by
        self.saved_at = saved_at


class MarkedDoNotCall(StateConflict):
    """Somebody with this number is marked 'Do Not Call' in Salesforce.

    Args:
        records: who, as a page names records: id, type, name.
    """

    error_id = "do-not-call"

    def __init__(self, records: tuple[dict[str, str], ...]) -> None:
        super().__init__(
            "Somebody with this number is marked 'Do Not Call' in Salesforce", state="do-not-call"
        )
        self.records = records


class TooLarge(RequestError):
    """The body is larger than 256 KiB; send fewer events at once."""

    status = 413
    error_id = "too-large"


class WrongMediaType(RequestError):
    """Send application/json or application/cloudevents+json."""

    status = 415
    error_id = "wrong-media-type"


class Unprocessable(RequestError):
    """The body does not say what it should."""

    status = 422
    error_id = "unprocessable"

    def __init__(self, *faults: FieldFault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


class TooManyRequests(RequestError):
    """Too many requests; wait a moment."""

    status = 429
    error_id = "too-many-requests"


class StorageUnavailable(CtiError):
    """The database did not take the event; nothing was stored, send it again."""


class TelephonyError(CtiError):
    """The telephone system did not take the command."""


class CommandRefused(TelephonyError):
    """The telephone system refused the command; sent again it would be refused again.

    Args:
        message: what was refused.
        status: of HTTP, as the telephone system answered.
    """

    def __init__(self, message: str | None = None, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class SearchFailed(CtiError):
    """Salesforce could not be searched; try again."""

    status = 502
    error_id = "search-failed"


class SearchTimeout(SearchFailed):
    """Salesforce did not answer the search in time; try again."""

    status = 504
    error_id = "search-timeout"


class SalesforceError(CtiError):
    """Salesforce said no.

    Args:
        message: the org's own words, shown to agent and admin.
        code: Salesforce's errorCode, "" where there was none (a network failure).
        fields: the API names the org blamed.
    """

    def __init__(
        self, message: str | None = None, *, code: str = "", fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.fields = fields


class RetryLater(SalesforceError):
    """Salesforce could not take the request now; the same request may succeed later."""


class UnknownOutcome(RetryLater):
    """The answer was lost; the write may have happened."""


class OrgPaused(RetryLater):
    """The org takes no requests for a while (limit or maintenance)."""


class SignInNeeded(RetryLater):
    """Salesforce no longer accepts our access."""


class AlreadyWritten(SalesforceError):
    """A Task with this call key exists."""

    def __init__(self, message: str | None = None, *, task_id: str | None = None) -> None:
        super().__init__(message, code="DUPLICATE_VALUE")
        self.task_id = task_id


class Stale(SalesforceError):
    """A record was converted, merged or deleted."""


class Repairable(SalesforceError):
    """One field of the write can be mended."""


class OwnerRefused(Repairable):
    """The record cannot belong to this owner."""


class Rejected(SalesforceError):
    """Salesforce refused the request; sending it again would be refused again."""
