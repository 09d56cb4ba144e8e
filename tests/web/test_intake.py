"""Forms of web pages, posted to the signed intake address (S3-15, contract.md §3)."""

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests

from cti_adapter.calls.policy import DefaultOwner
from cti_adapter.service.intake import IntakeAccess
from tests.support.admin_page import AdminClient
from tests.support.patience import until
from tests.support.rows import asked
from tests.support.running import Running, fresh_name
from tests.web.stage import OtherOrg, TelephoneSystem

SECRETS = ("whsec_" + "bmV3" * 11, "whsec_" + "b2xk" * 11)
_names = itertools.count(1)


class WebPage:
    """A page with a form, of an org with a default owner of its own."""

    def __init__(self, running: Running) -> None:
        name = fresh_name("form-owner")
        self.running = running
        self.owner_id = running.make_user(f"{name}@example.test", name)
        self.org = OtherOrg(running, default_owner=DefaultOwner(type="User", id=self.owner_id))
        self.access = self.renew(SECRETS[1])
        self.address = f"{running.url}/intake/{self.access.key}"
        self.sender = TelephoneSystem(self.address, SECRETS[1])

    def renew(self, secret: str) -> IntakeAccess:
        storage = self.running.storage()
        try:
            return storage.intakes.renew(self.org.id, key=f"form-{uuid4().hex}", secret=secret)
        finally:
            storage.close()

    def post(self, fields: Any, **how: Any) -> requests.Response:
        """Sign and post a form as JSON, or as `how` says."""
        return self.sender.post(fields, **{"media_type": "application/json", **how})

    def leads(self, last_name: str) -> list[dict[str, Any]]:
        return [row for row in self.running.records("Lead") if row["LastName"] == last_name]

    def lead(self, last_name: str) -> dict[str, Any]:
        """Wait for the one lead with this last name."""
        (one,) = until(lambda: self.leads(last_name), f"the lead {last_name}")
        return one


@pytest.fixture(scope="module")
def page(running: Running) -> WebPage:
    return WebPage(running)


@pytest.fixture
def last_name(running: Running) -> Iterator[str]:
    """A name no other lead has."""
    running.no_more_faults()
    yield f"Byron{next(_names)}"
    running.no_more_faults()


@pytest.mark.requirement("S3-15")
def test_a_submission_becomes_a_lead_of_the_default_owner(page: WebPage, last_name: str) -> None:
    """There is no agent whose it could be; everything that was filled in stands in it."""
    answer = page.post({
        "name": f"Annabella Milbanke {last_name}",
        "phone": "(415) 555-0177",
        "email": "annabella@example.test",
        "company": "Ockham",
        "message": "Please call back\nbefore noon",
    })  # fmt: skip
    assert (202, {"accepted": 1, "duplicates": 0}) == (answer.status_code, answer.json())
    lead = page.lead(last_name)

    assert {
        "OwnerId": page.owner_id,
        "FirstName": "Annabella Milbanke",
        "LastName": last_name,
        "Company": "Ockham",
        "Phone": "+1 415-555-0177",
        "Email": "annabella@example.test",
        "Description": "Please call back\nbefore noon",
    } == {
        name: lead[name]
        for name in (
            "OwnerId",
            "FirstName",
            "LastName",
            "Company",
            "Phone",
            "Email",
            "Description",
        )
    }


def test_form_fields_are_taken_as_well_as_json(page: WebPage, last_name: str) -> None:
    """As a browser would send them."""
    body = urlencode({"name": last_name, "company": "Ockham & Söhne"}).encode()
    answer = page.post(body, media_type="application/x-www-form-urlencoded")
    assert 202 == answer.status_code, answer.text

    assert "Ockham & Söhne" == page.lead(last_name)["Company"]


def test_a_repeated_delivery_is_one_lead_and_a_repeated_person_two(
    page: WebPage, last_name: str
) -> None:
    """Only the webhook-id tells that it is the same press of the same button."""
    again = uuid4().hex
    form = {"name": last_name, "email": "twice@example.test"}
    answers = [page.post(form, id=each).json() for each in (again, again, uuid4().hex)]
    until(lambda: len(page.leads(last_name)) >= 2, "two leads")

    assert [0, 1, 0] == [answer["duplicates"] for answer in answers]
    until(lambda: forms_that_wait(page) == 0, "nothing to wait")
    assert 2 == len(page.leads(last_name))


def forms_that_wait(page: WebPage) -> int:
    """Return how many forms of this org are still to become a lead."""
    ((count,),) = asked(page.running, _WAITING, page.org.id)
    return int(count)


_WAITING = "SELECT count(*) FROM outbox WHERE org_id = ? AND status IN ('pending', 'inflight')"


def test_a_lost_answer_is_still_one_lead(page: WebPage, last_name: str) -> None:
    """Salesforce has it and answers with an error: it is found by its key."""
    page.running.fault("POST /sobjects/Lead", "drop_after")
    page.post({"name": last_name})
    page.lead(last_name)
    until(lambda: forms_that_wait(page) == 0, "the repeat to be done")

    assert 1 == len(page.leads(last_name))


def test_it_is_kept_while_salesforce_is_away(page: WebPage, last_name: str) -> None:
    """202 means on disk; the lead comes when Salesforce does."""
    page.running.fault("POST /sobjects/Lead", "html503", times=2)
    assert 202 == page.post({"name": last_name}).status_code

    assert page.lead(last_name)


def test_both_secrets_are_good_during_a_rotation(page: WebPage, last_name: str) -> None:
    """A page is told the new one when somebody has time."""
    page.renew(SECRETS[0])
    form = {"name": last_name}

    assert [202, 202] == [page.post(form, secret=each).status_code for each in SECRETS]


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "whsec_" + "bm8h" * 11},
        {"headers": {"webhook-signature": None}},
        {"headers": {"webhook-signature": "v1,not base64"}},
        {"headers": {"webhook-timestamp": "1"}},
    ],
    ids=["another secret", "unsigned", "nonsense", "long ago"],
)
def test_who_does_not_know_the_secret_is_told_nothing(page: WebPage, how: dict[str, Any]) -> None:
    """Not even whether the address exists."""
    refused = page.post({"name": "Nobody"}, **how)
    nowhere = TelephoneSystem(f"{page.running.url}/intake/guessed", SECRETS[0])
    unknown = nowhere.post({"name": "Nobody"}, media_type="application/json")

    assert (401, 401) == (refused.status_code, unknown.status_code)
    assert refused.json() == unknown.json()


def test_faults_are_named_by_their_fields(page: WebPage) -> None:
    """And nothing of it is kept: corrected, the same delivery is good."""
    again = uuid4().hex
    refused = page.post({"name": "Nobody", "email": "nobody", "phone": ["1"]}, id=again)

    assert (422, ["phone", "email"]) == (
        refused.status_code,
        [fault["field"] for fault in refused.json()["errors"]],
    )
    assert 202 == page.post({"email": "nobody@example.test"}, id=again).status_code


@pytest.mark.parametrize(
    ("body", "how", "status"),
    [
        (b"{", {}, 422),
        (b"[1]", {}, 422),
        (b"&".join([b"name=x"] * 101), {"media_type": "application/x-www-form-urlencoded"}, 422),
        (b"name=x", {"media_type": "text/plain"}, 415),
        (b"x" * 262_144, {}, 413),
    ],
    ids=["half", "a list", "too many fields", "another type", "too large"],
)
def test_what_is_no_form_is_refused(
    page: WebPage, body: bytes, how: dict[str, Any], status: int
) -> None:
    """The status says what to mend."""
    assert status == page.post(body, **how).status_code


def test_a_refusal_of_salesforce_waits_for_a_person(page: WebPage, last_name: str) -> None:
    """The overview has Salesforce's own words; what caused them is mended there, and pressed."""
    admin = AdminClient(page.running, org_id=page.org.id)
    page.running.fault(
        "POST /sobjects/Lead", f"reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:no {last_name} here"
    )
    page.post({"name": last_name})
    until(lambda: forms_that_wait(page) == 0, "it to be given up")
    told = admin.get("/admin/").text
    elsewhere = AdminClient(page.running, org_id=OtherOrg(page.running).id)
    theirs = elsewhere.submit("/admin/forms/retry", {}).text
    still = admin.get("/admin/").text
    pressed = admin.submit("/admin/forms/retry", {}).text

    assert "1 form submission is no lead: Salesforce refused it." in told
    assert f"no {last_name} here" in told
    assert 'action="/admin/forms/retry"' in told
    assert "calls are not saved" not in told
    assert "0 form submissions are tried again." in theirs
    assert f"no {last_name} here" in still
    assert "1 form submission is tried again." in pressed
    assert page.lead(last_name)
    assert 'action="/admin/forms/retry"' not in admin.get("/admin/").text
