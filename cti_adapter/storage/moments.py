"""How a moment is stored: as microseconds since 1970 UTC, and nothing else.

The same on both databases, exact, sorted by an index. In a database shell
`to_timestamp(at / 1e6)` or `datetime(at / 1e6, 'unixepoch')` reads it.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Return an aware moment as microseconds since 1970 UTC.

    Raises:
        TypeError: the moment has no time zone.
    """
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the moment, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def utc_now() -> datetime:
    """Return the moment this is asked, aware, in UTC."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware datetime outside, microseconds since 1970 UTC inside."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        del dialect
        return None if value is None else to_micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else from_micros(value)
