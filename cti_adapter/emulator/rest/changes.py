"""The routes that tell which records of an object changed or were deleted in a span of time.

REST guide, getUpdated and getDeleted ([C] the shapes, [B] the refusals).
"""

from datetime import UTC, datetime
from typing import Any, Final

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import checks, visibility
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.standin import seen

bp = api("changes")
_CHANGED_AT: Final = "json_extract(r.body, '$.SystemModstamp')"


@bp.get("/v<version>/sobjects/<name>/deleted/")
def deleted(name: str) -> ResponseReturnValue:
    """List the records deleted from `start` to `end`."""
    rows, end = _changed(name, gone=True)
    records = [{"id": record_id, "deletedDate": at} for record_id, at in rows]
    first = min((at for _, at in rows), default=end)
    return jsonify(
        {"deletedRecords": records, "earliestDateAvailable": first, "latestDateCovered": end}
    )


@bp.get("/v<version>/sobjects/<name>/updated/")
def updated(name: str) -> ResponseReturnValue:
    """List the living records created or changed from `start` to `end`."""
    rows, end = _changed(name, gone=False)
    return jsonify({"ids": [record_id for record_id, _ in rows], "latestDateCovered": end})


def _changed(name: str, *, gone: bool) -> tuple[list[tuple[Any, ...]], str]:
    org = seen()
    start, end = _moment("start"), _moment("end")
    if start >= end:
        raise Refused(rules.BAD_PERIOD, "startDate must be before endDate", fields=None)
    parts, values = visibility.reachable(org, org.kind(name), all_rows=True)
    parts += ["r.deleted = ?", f"{_CHANGED_AT} >= ?", f"{_CHANGED_AT} <= ?"]
    sql = f"SELECT r.id, {_CHANGED_AT} FROM record r WHERE {' AND '.join(parts)} ORDER BY r.id"  # noqa: S608 - built of our own parts
    return org.store.run(sql, [*values, int(gone), start, end]), end


def _moment(argument: str) -> str:
    text = request.args.get(argument, "").replace(" ", "+")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            rules.BAD_PERIOD,
            f"{argument}: a moment, as in 2027-03-01T12:00:00+00:00 (v{g.version})",
            fields=None,
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime(checks.STAMP)
