"""Who asks: the calendar a query is read by, and whose records are mine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.soql.periods import Days, days_of

_ZONE: Final = "America/Los_Angeles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """What of the asking user a query depends on."""

    user_id: str
    zone: ZoneInfo
    locale: str
    now: datetime

    def days(self, literal: str) -> Days | None:
        """Return the days of a date literal on this user's calendar, None where it is none."""
        return days_of(literal, self.now.astimezone(self.zone).date(), self.locale)


def of_user(org: Records, user_id: str = "") -> Viewpoint:
    """Return the viewpoint of a user; without one, that of the org itself."""
    found = org.store.find(user_id) if user_id else None
    values = found[0] if found else {}
    return Viewpoint(
        user_id=user_id,
        zone=_zone(values.get("TimeZoneSidKey") or _ZONE),
        locale=values.get("LocaleSidKey") or "en_US",
        now=org.now(),
    )


def _zone(name: str) -> ZoneInfo:
    """Return a time zone; the org's own where a user has one nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(_ZONE)
