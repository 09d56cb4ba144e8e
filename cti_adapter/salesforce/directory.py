"""Who works in this org: its active users, found by what somebody types.

All of them are read once and kept in memory; after that the org is only asked who changed since
(SystemModstamp), so that ten thousand users cost a keystroke nothing. A choice is never believed
from memory: `user` asks the org. It writes nothing and decides nothing.

Fields: facts/salesforce.md 7; developer.salesforce.com/docs/atlas.en-us.object_reference.meta/
object_reference/sforce_api_objects_user.htm
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from cti_adapter.calls.record import record_id
from cti_adapter.errors import SalesforceError
from cti_adapter.salesforce.describe import Clock
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.service.users import SalesforceUser, UserIndex, folded

FRESH_S = 20.0
"""So long the org is not asked who changed."""
STALE_S = 45.0
"""From here on nobody is answered before the org was asked: a user who was just activated or
deactivated is seen within a minute."""
WHOLE_S = 3600.0
"""Everybody is read anew after this long: rights that changed move no SystemModstamp."""
_OVERLAP = timedelta(minutes=5)
"""A change may be committed this long after the moment it carries."""

_LONG_AGO = datetime(1999, 3, 8, tzinfo=UTC)
"""Before any org."""

_COLUMNS = "Id, Username, Name, Email, Extension, IsActive, SystemModstamp"
_PEOPLE = f"SELECT {_COLUMNS} FROM User WHERE UserType = 'Standard'"  # noqa: S608 - SOQL, our own
"""Guests and automated processes are users as well, and nobody's colleagues."""


class _Everybody(msgspec.Struct, frozen=True):
    """The active users as they were read, in the order in which they are shown."""

    whole_at: float
    at: float
    changed: datetime
    """The newest SystemModstamp among them."""
    users: dict[str, SalesforceUser]
    shown: tuple[tuple[str, SalesforceUser], ...]
    """What is searched in, and whose it is."""
    index: UserIndex


def _in_a_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="directory", daemon=True).start()


class Directory:
    """The users of one org. Safe for threads; every method raises SalesforceError.

    Args:
        gateway: to the org.
        clock: seconds that never run backwards.
        start: runs what nobody waits for.
    """

    def __init__(
        self,
        gateway: Gateway,
        clock: Clock,
        *,
        start: Callable[[Callable[[], None]], None] = _in_a_thread,
    ) -> None:
        self._gateway = gateway
        self._clock = clock
        self._start = start
        self._everybody: _Everybody | None = None
        self._reading = threading.Lock()
        self._is_started = False

    def users_like(self, text: str, limit: int) -> tuple[SalesforceUser, ...]:
        """Return the active users whose name or username contains the text.

        Those who begin with it come first, then by name. As long as not everybody has been read,
        the org is asked for these few.
        """
        wanted = text.strip().casefold()
        if self._everybody is None:
            self._refresh_behind()
            return self._ask_for(wanted, limit)
        found = [entry for entry in self._known().shown if wanted in entry[0]]
        found.sort(key=lambda entry: f"\n{wanted}" not in entry[0])
        return tuple(user for _, user in found[:limit])

    def user(self, user_id: str) -> SalesforceUser | None:
        """Ask the org for one user, active or not; None where it has none with this id."""
        try:
            at = record_id(user_id)
        except ValueError:
            return None
        rows = self._gateway.query(f"SELECT {_COLUMNS} FROM User WHERE Id = {{at}}", at=at)  # noqa: S608 - SOQL, our own
        return _user(rows[0]) if rows else None

    def ids_of(self, usernames: Sequence[str]) -> dict[str, str]:
        """Ask for the active users with these usernames; return their ids by username."""
        if not usernames:
            return {}
        rows = self._gateway.query(
            "SELECT Id, Username FROM User WHERE IsActive = true AND Username IN {names}",
            names=list(usernames),
        )
        return {str(row["Username"]): str(row["Id"]) for row in rows}

    def by_username(self, usernames: Iterable[str]) -> Mapping[str, SalesforceUser]:
        """Return the active users among these, by username in small letters."""
        known = self._known().index.by_username
        wanted = (folded(username) for username in usernames)
        return {username: known[username] for username in wanted if username in known}

    def index(self) -> UserIndex:
        """Return everybody who may be linked, by name."""
        return self._known().index

    def check(self) -> None:
        """See whether the org answers, and be ready for who types next."""
        known = self._everybody
        if known is None:
            self._gateway.query("SELECT Id FROM User LIMIT 1")
            self._refresh_behind()
        elif self._age(known) >= FRESH_S:
            self.refresh()

    def refresh(self) -> None:
        """Ask the org now who changed."""
        with self._reading:
            self._everybody = self._read(self._everybody)

    def _known(self) -> _Everybody:
        known = self._everybody
        if known is None or self._age(known) >= STALE_S:
            with self._reading:  # who waited for another reader takes what that one read
                known = self._everybody
                if known is None or self._age(known) >= STALE_S:
                    known = self._everybody = self._read(known)
        elif self._age(known) >= FRESH_S:
            self._refresh_behind()
        return known

    def _age(self, known: _Everybody) -> float:
        return self._clock() - known.at

    def _refresh_behind(self) -> None:
        if self._is_started:
            return
        self._is_started = True
        self._start(self._try_to_refresh)

    def _try_to_refresh(self) -> None:
        try:
            self.refresh()
        except SalesforceError:
            pass  # whoever asks next is told by an attempt of their own
        finally:
            self._is_started = False

    def _read(self, known: _Everybody | None) -> _Everybody:
        now = self._clock()
        if known is None or now - known.whole_at >= WHOLE_S:
            rows = self._gateway.query(f"{_PEOPLE} AND IsActive = true")
            return _in_order(now, now, _newest(rows, _LONG_AGO), map(_user, rows))
        since = known.changed - _OVERLAP
        rows = self._gateway.query(f"{_PEOPLE} AND SystemModstamp >= {{since}}", since=since)
        users = {**known.users, **{user.id: user for user in map(_user, rows)}}
        active = {at: user for at, user in users.items() if user.is_active}
        changed = _newest(rows, known.changed)
        if active == known.users:
            return msgspec.structs.replace(known, at=now, changed=changed)
        return _in_order(known.whole_at, now, changed, active.values())

    def _ask_for(self, wanted: str, limit: int) -> tuple[SalesforceUser, ...]:
        rows = self._gateway.query(
            f"{_PEOPLE} AND IsActive = true"
            " AND (Name LIKE '%{text:like}%' OR Username LIKE '%{text:like}%')"
            " ORDER BY Name LIMIT {limit}",
            text=wanted,
            limit=limit,
        )
        return tuple(_user(row) for row in rows)


def _in_order(
    whole_at: float, at: float, changed: datetime, users: Iterable[SalesforceUser]
) -> _Everybody:
    sought = [(f"\n{user.name}\n{user.username}".casefold(), user) for user in users]
    sought.sort(key=lambda entry: (entry[0], entry[1].id))
    return _Everybody(
        whole_at=whole_at,
        at=at,
        changed=changed,
        users={user.id: user for _, user in sought},
        shown=tuple(sought),
        index=UserIndex(user for _, user in sought),
    )


def _newest(rows: Iterable[Row], known: datetime) -> datetime:
    with translated(writing=False):
        return max((datetime.fromisoformat(row["SystemModstamp"]) for row in rows), default=known)


def _user(row: Row) -> SalesforceUser:
    with translated(writing=False):
        return SalesforceUser(
            id=record_id(row["Id"]),
            username=str(row["Username"]),
            name=str(row.get("Name") or row["Username"]),
            email=str(row.get("Email") or ""),
            extension=str(row.get("Extension") or ""),
            is_active=bool(row["IsActive"]),
        )
