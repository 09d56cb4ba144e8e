"""Tests for salesforce/gateway.py: what it does when the org misbehaves."""

import threading

import pytest

from cti_adapter.calls.record import record_id
from cti_adapter.errors import RetryLater, SignInNeeded, UnknownOutcome
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.lines import ApiUsage
from cti_adapter.salesforce.oauth import AccessToken
from tests.unit.salesforce.scripted_org import (
    HANG_UP,
    Answer,
    ScriptedOrg,
    page,
    refuses,
    says,
)

DATA = "/services/data/v67.0"
CREATE = f"POST {DATA}/sobjects/Task/"
QUERY = f"GET {DATA}/query/"
NOBODYS_PORT = 1  # tcpmux: reserved, and served nowhere
TASK = record_id("00T5f00000abcDE")
NO_ROWS = says(200, {"totalSize": 0, "done": True, "records": []})
CREATED = says(201, {"id": TASK, "success": True, "errors": []})
EXPIRED = refuses("INVALID_SESSION_ID", "Session expired or invalid", status=401)


def test_an_expired_session_is_renewed_unseen(org: ScriptedOrg, gateway: Gateway) -> None:
    """A session that ends during a call is nobody's trouble."""
    org.when(CREATE, EXPIRED, CREATED)

    assert TASK == gateway.create("Task", {"Subject": "x"})
    assert ["Bearer token-1", "Bearer token-2"] == [
        one.headers["authorization"] for one in org.asked(CREATE)
    ]


def test_a_session_is_renewed_once_and_no_more(org: ScriptedOrg, gateway: Gateway) -> None:
    """An org that refuses every token does not get a storm of sign-ins."""
    org.when(CREATE, EXPIRED)

    with pytest.raises(SignInNeeded):
        gateway.create("Task", {})
    assert (2, 2) == (len(org.asked(CREATE)), len(org.asked("POST /services/oauth2/token")))


def test_an_org_without_api_is_not_asked_to_sign_in(org: ScriptedOrg, gateway: Gateway) -> None:
    """A new token would change nothing."""
    org.when(CREATE, refuses("API_DISABLED_FOR_ORG", status=403))

    with pytest.raises(SignInNeeded):
        gateway.create("Task", {})
    assert 1 == len(org.asked("POST /services/oauth2/token"))


@pytest.mark.parametrize(
    "answer",
    [
        HANG_UP,
        page(200),
        page(503),
        says(201, {}),
        says(201, ["nonsense"]),
        says(201, {"id": TASK, "success": False}),
        says(201, {"id": "no id", "success": True}),
        Answer(302, headers={"Location": "https://evil.example/"}),
    ],
)
def test_a_lost_answer_to_a_write_is_an_unknown_outcome(
    org: ScriptedOrg, gateway: Gateway, answer: Answer
) -> None:
    """It may have happened; nobody may conclude that it has not, nor that it has."""
    org.when(CREATE, answer)

    with pytest.raises(UnknownOutcome):
        gateway.create("Task", {"Subject": "x"})
    assert 1 == len(org.asked(CREATE))


@pytest.mark.parametrize(
    "answer",
    [HANG_UP, page(200), page(503), says(200, {}), says(200, [1]), says(200, {"records": None})],
)
def test_a_lost_answer_to_a_question_is_asked_again_later(
    org: ScriptedOrg, gateway: Gateway, answer: Answer
) -> None:
    """Nothing was changed, so nothing is unknown."""
    org.when(QUERY, answer)

    with pytest.raises(RetryLater) as failure:
        gateway.query("SELECT Id FROM Task")
    assert RetryLater is type(failure.value)


class Nowhere:
    """A way into an org that is not there."""

    def token(self) -> AccessToken:
        return AccessToken("t", f"http://127.0.0.1:{NOBODYS_PORT}")

    def refresh(self, stale: AccessToken) -> AccessToken:
        return stale


def test_an_org_that_cannot_be_reached_was_not_written_to() -> None:
    """There is nothing to look up before the next attempt."""
    with pytest.raises(RetryLater) as failure:
        Gateway(Nowhere(), "67.0").create("Task", {"Subject": "x"})
    assert RetryLater is type(failure.value)


def test_values_cannot_leave_their_quotes(org: ScriptedOrg, gateway: Gateway) -> None:
    """A caller's name is data, whatever it is made of."""
    org.when(QUERY, NO_ROWS)
    gateway.query("SELECT Id FROM Lead WHERE Name = {name}", name="x' OR Name != '")
    (asked,) = org.asked(QUERY)

    assert "Name+%3D+%27x%5C%27+OR+Name+%21%3D+%5C%27%27" in asked.path


def test_api_names_are_names(gateway: Gateway) -> None:
    """Nothing but a name gets into a path or a query."""
    for name in ("Task/../User", "Task WHERE", "", "Täsk"):
        with pytest.raises(ValueError, match="API name"):
            gateway.create(name, {})
        with pytest.raises(ValueError, match="API name"):
            gateway.read_by_key("Task", name, "x")
    with pytest.raises(ValueError, match="Salesforce id"):
        gateway.update("Task", record_id("../../User"), {})


def test_a_long_answer_is_read_to_its_end(org: ScriptedOrg, gateway: Gateway) -> None:
    """Two thousand rows a page are not all there are."""
    more = f"{DATA}/query/01g-2000"
    first = {"done": False, "nextRecordsUrl": more, "records": [{"Id": "1"}]}
    org.when(QUERY, says(200, first))
    org.when(f"GET {more}", says(200, {"done": True, "records": [{"Id": "2"}]}))

    assert ["1", "2"] == [row["Id"] for row in gateway.query("SELECT Id FROM Task")]


def test_a_next_page_elsewhere_is_not_fetched(org: ScriptedOrg, gateway: Gateway) -> None:
    """An address in an answer cannot carry our token away."""
    org.when(
        QUERY,
        says(200, {"done": False, "nextRecordsUrl": "@evil.example/", "records": []}),
    )

    with pytest.raises(RetryLater):
        gateway.query("SELECT Id FROM Task")


def test_the_daily_allowance_is_read_from_every_answer(org: ScriptedOrg, gateway: Gateway) -> None:
    """The admin is warned before the org stops taking requests."""
    org.when(
        CREATE,
        says(
            201,
            {"id": TASK, "success": True},
            Sforce_Limit_Info="api-usage=4100/5000; per-app-api-usage=17/250(appName=x)",
        ),
    )
    before = gateway.usage
    gateway.create("Task", {})

    assert (None, ApiUsage(4100, 5000)) == (before, gateway.usage)


def test_threads_do_not_share_a_connection(org: ScriptedOrg, gateway: Gateway) -> None:
    """The library is not made for it; the answers must not be mixed up."""
    org.when(QUERY, says(200, {"done": True, "records": [{"Id": "1"}]}))
    got: list[int] = []

    def ask() -> None:
        got.extend(len(gateway.query("SELECT Id FROM Task")) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [1] * 40 == got
