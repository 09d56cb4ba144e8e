"""What the API says of itself: versions, resources, limits.

The members of the limits resource are those an org has; only the calls of the day are counted,
everything else is as full as in an org nobody uses (facts/salesforce.md 5.3, [B] the numbers).
"""

from typing import Final

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import rules
from cti_adapter.emulator.rest.api import api
from cti_adapter.emulator.standin import current, origin

bp = api("limits")
_FIRST_SUMMER: Final = (31, 14)
"""v31 was Summer '14; three releases a year follow."""
_SEASONS: Final = ("Summer", "Winter", "Spring")
_RESOURCES: Final = (
    "sobjects",
    "query",
    "queryAll",
    "search",
    "parameterizedSearch",
    "composite",
    "limits",
)
_UNUSED: Final = {
    "ConcurrentAsyncGetReportInstances": 200,
    "ConcurrentSyncReportRuns": 20,
    "DailyApiRequests": 0,
    "DailyAsyncApexExecutions": 250_000,
    "DailyBulkApiBatches": 15_000,
    "DailyBulkV2QueryFileStorageMB": 976_562,
    "DailyBulkV2QueryJobs": 10_000,
    "DailyDurableStreamingApiEvents": 10_000,
    "DailyGenericStreamingApiEvents": 10_000,
    "DailyStandardVolumePlatformEvents": 10_000,
    "DailyStreamingApiEvents": 10_000,
    "DailyWorkflowEmails": 100_000,
    "DataStorageMB": 1024,
    "DurableStreamingApiConcurrentClients": 20,
    "FileStorageMB": 1024,
    "HourlyAsyncReportRuns": 1200,
    "HourlyDashboardRefreshes": 200,
    "HourlyLongTermIdMapping": 100_000,
    "HourlyODataCallout": 20_000,
    "HourlyPublishedPlatformEvents": 50_000,
    "HourlySyncReportRuns": 500,
    "HourlyTimeBasedWorkflow": 1000,
    "MassEmail": 5000,
    "SingleEmail": 5000,
    "StreamingApiConcurrentClients": 20,
}


@bp.get("/")
def versions() -> ResponseReturnValue:
    """List the API versions; needs no session."""
    known = range(rules.OLDEST_VERSION, rules.NEWEST_VERSION + 1)
    return jsonify(
        [
            {"label": release_of(n), "url": f"/services/data/v{n}.0", "version": f"{n}.0"}
            for n in known
        ]
    )


@bp.get("/v<version>/")
def resources() -> ResponseReturnValue:
    """List what this version offers."""
    user, org = g.user, current().org_id()
    return jsonify(
        {
            **{name: f"{g.root}/{name}" for name in _RESOURCES},
            "identity": f"{origin()}/id/{org}/{user}",
        }
    )


@bp.get("/v<version>/limits/")
def limits() -> ResponseReturnValue:
    """Tell what is left of everything that is limited."""
    most = current().org.settings.daily_calls
    unused = {name: {"Max": size, "Remaining": size} for name, size in _UNUSED.items()}
    return jsonify(unused | {"DailyApiRequests": {"Max": most, "Remaining": most - int(g.used)}})


def release_of(version: int) -> str:
    """Return the name of a release: 67 is Summer '26; Winter is named for the year to come."""
    first, year = _FIRST_SUMMER
    years, season = divmod(version - first, len(_SEASONS))
    return f"{_SEASONS[season]} '{year + years + (season > 0)}"
