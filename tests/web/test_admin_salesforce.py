"""The Salesforce page without a browser: wrong inputs by name, secrets that never come back."""

import re
from collections.abc import Iterator
from html import unescape
from uuid import uuid4

import pytest

from cti_adapter.storage.settings import SettingsStore
from tests.support.admin_page import AdminClient, words
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, TelephoneSystem

FORM = {
    "client_id": "mistyped-consumer-key",
    "client_secret": "a-secret-that-nobody-sees",
    "username": "integration@example.test",
    "api_version": "67.0",
}


@pytest.fixture
def org(running: Running) -> OtherOrg:
    running.no_more_faults()
    return OtherOrg(running)


@pytest.fixture
def admin(running: Running, org: OtherOrg) -> AdminClient:
    return AdminClient(running, org_id=org.id)


@pytest.fixture
def settings(running: Running) -> Iterator[SettingsStore]:
    storage = running.storage()
    yield storage.settings
    storage.close()


def version_on(admin: AdminClient) -> str:
    found = re.search(r'name="version" value="(\d+)"', admin.get("/admin/salesforce").text)
    assert found is not None
    return found[1]


def test_a_check_says_what_is_wrong_and_what_to_do(running: Running, admin: AdminClient) -> None:
    """A wrong consumer key, from the form to the sentence and Salesforce's own words."""
    saved = admin.submit("/admin/salesforce/connection", {"login_url": running.salesforce, **FORM})
    checked = admin.submit("/admin/salesforce/check", {})

    assert "The connection is saved" in words(saved)
    assert "The org knows no app with this consumer key." in words(checked)
    assert "client identifier invalid" in words(checked)


def test_a_secret_goes_in_and_never_out(
    running: Running, admin: AdminClient, org: OtherOrg, settings: SettingsStore
) -> None:
    """Neither on a page, nor in the configuration that is exported."""
    admin.submit("/admin/salesforce/connection", {"login_url": running.salesforce, **FORM})
    key = settings.org_secrets(org.id)["private_key"].splitlines()[1]
    page = admin.get("/admin/salesforce").text

    assert FORM["client_secret"] == settings.org_secrets(org.id)["client_secret"]
    assert FORM["client_secret"] not in page
    assert key not in page
    assert "Kept; type a new one to replace it" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login_url": "https://acme.lightning.force.com"}, "This is the address of the pages."),
        ({"login_url": "https://www.acme.test"}, "This is no address of Salesforce."),
        ({"login_url": "http://acme.my.salesforce.com"}, "has to begin with https://"),
        ({"login_url": "http://["}, "Write an address"),
        ({"client_id": "short"}, "Paste the consumer key"),
        ({"username": "nobody"}, "Write a username"),
        ({"api_version": "latest"}, "Write a version like 67.0."),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(
    running: Running, admin: AdminClient, changed: dict[str, str], said: str
) -> None:
    """Each at its own field, before anybody is asked."""
    before = version_on(admin)
    form = {"login_url": running.salesforce, **FORM, **changed}
    refused = admin.submit("/admin/salesforce/connection", form)

    assert (422, True) == (refused.status_code, said in words(refused))
    assert before == version_on(admin)


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        ("", "Name at least one origin"),
        ("https://*.lightning.force.com", "a wildcard would let other orgs in"),
        ("https://acme.lightning.force.com/lightning/page", "leave out everything after the host"),
        ("http://acme.lightning.force.com", "has to begin with https://"),
    ],
)
def test_a_host_that_may_not_stand_is_refused(admin: AdminClient, hosts: str, said: str) -> None:
    """What stands here may frame the softphone."""
    refused = admin.submit("/admin/salesforce/hosts", {"hosts": hosts})

    assert (422, True) == (refused.status_code, said in words(refused))


def test_an_org_that_has_moved_is_shown_and_changed_by_the_admin_alone(
    running: Running, settings: SettingsStore
) -> None:
    """It answers at another address than the pinned one: nothing changes by itself."""
    org = OtherOrg(running, hosts=("https://old.lightning.force.com",))
    admin = AdminClient(running, org_id=org.id)
    checked = admin.submit("/admin/salesforce/check", {})
    old = settings.org(org.id)
    admin.submit(
        "/admin/salesforce/hosts",
        {"hosts": "https://old.lightning.force.com", "add": running.salesforce},
    )
    new = settings.org(org.id)

    assert f"addresses that are not allowed yet: {running.salesforce}" in words(checked)
    assert old is not None
    assert new is not None
    assert ["https://old.lightning.force.com"] == old.config["hosts"]
    assert ["https://old.lightning.force.com", running.salesforce] == new.config["hosts"]


def test_two_admins_who_save_the_same_page_do_not_undo_each_other(admin: AdminClient) -> None:
    """The second is told, and sees what the first has saved."""
    seen = version_on(admin)
    first = admin.submit("/admin/salesforce/leads", {"version": seen, "create_lead": "missed"})
    second = admin.submit("/admin/salesforce/leads", {"version": seen, "create_lead": "always"})

    assert (200, 409) == (first.status_code, second.status_code)
    assert 'value="missed" selected' in admin.get("/admin/salesforce").text


@pytest.mark.requirement("S3-20")
def test_a_user_is_chosen_in_two_steps_where_no_script_runs(admin: AdminClient) -> None:
    """First the type, then a name: one that fits several is asked back, an exact one is taken."""
    path, user = "/admin/salesforce/owner", {"owner_type": "User"}
    first = admin.submit(path, user)
    several = admin.submit(path, {**user, "owner_text": "Agent"})
    nobody = admin.submit(path, {**user, "owner_text": "xyzzy"})
    exact = admin.submit(path, {**user, "owner_text": "b@example.test"})

    assert "Type a name and choose a user." in words(first)
    assert "Which one? Agent A" in words(several)
    assert "Nobody of this name can be chosen." in words(nobody)
    assert [422, 422, 422, 200] == [a.status_code for a in (first, several, nobody, exact)]
    assert 'value="Agent B"' in exact.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"owner_type": "User", "owner": "005000000000000AAA"}, "This user is not active"),
        ({"owner_type": "Queue", "owner": "00G000000000000AAA"}, "can own neither Tasks nor Leads"),
        ({"owner_type": "Queue"}, "choose a queue"),
    ],
)
def test_who_cannot_own_anything_is_not_taken(
    admin: AdminClient, form: dict[str, str], said: str
) -> None:
    """Whatever id a form is made to send."""
    refused = admin.submit("/admin/salesforce/owner", dict(form))

    assert (422, True) == (refused.status_code, said in words(refused))


def test_an_org_that_does_not_answer_refuses_no_page(running: Running) -> None:
    """The page that repairs the connection has to come up without one."""
    org = OtherOrg(running)
    admin = AdminClient(running, org_id=org.id)
    admin.submit("/admin/salesforce/check", {})
    running.fault("GET /services/data", "e503", times="always")
    try:
        page = admin.get("/admin/salesforce")
        refused = admin.submit(
            "/admin/salesforce/owner", {"owner_type": "Queue", "owner_text": "Support"}
        )
    finally:
        running.no_more_faults()

    assert 200 == page.status_code
    assert "Salesforce did not answer." in words(refused)


def test_custom_objects_are_chosen_from_those_the_org_tracks(admin: AdminClient) -> None:
    """All of them, or some; none at all would be a mistake."""
    admin.submit("/admin/salesforce/check", {})
    none = admin.submit("/admin/salesforce/objects", {"which": "some"})
    chosen = admin.submit("/admin/salesforce/objects", {"which": "some", "objects": "Project__c"})
    everything = admin.submit("/admin/salesforce/objects", {"which": "all"})

    assert "Choose at least one object, or all." in words(none)
    assert [422, 200, 200] == [a.status_code for a in (none, chosen, everything)]
    assert 'value="Project__c" checked' in chosen.text
    assert 'value="Project__c" checked' not in everything.text


@pytest.mark.requirement("S3-15", "S3-21")
def test_forms_come_to_the_address_and_belong_to_the_queue_that_were_chosen_here(
    running: Running, admin: AdminClient
) -> None:
    """Address and secret from the page, the owner from the page, the lead in Salesforce."""
    (queue,) = [row["Id"] for row in running.records("Group") if row["Name"] == "Support"]
    admin.submit("/admin/salesforce/owner", {"owner_type": "Queue", "owner_text": "Support"})
    made = admin.submit("/admin/salesforce/intake/renew", {}).text
    again = admin.get("/admin/salesforce").text
    address, secret = re.search(r"http[^\"]+/intake/[^\"]+", made), re.search(r"whsec_[^\"]+", made)
    assert address is not None
    assert secret is not None
    sender = TelephoneSystem(address[0], unescape(secret[0]))
    name = f"Visitor{uuid4().hex[:8]}"
    answer = sender.post({"name": name}, media_type="application/json")
    lead = until(
        lambda: [row for row in running.records("Lead") if row["LastName"] == name], f"lead {name}"
    )

    assert 202 == answer.status_code
    assert secret[0] not in again
    assert [queue] == [row["OwnerId"] for row in lead]


def test_the_secret_of_forms_is_rotated_as_a_telephone_system_s_is(admin: AdminClient) -> None:
    """Both are good until the old one is ended."""
    admin.submit("/admin/salesforce/intake/renew", {})
    rotating = admin.submit("/admin/salesforce/intake/renew", {})
    ended = admin.submit("/admin/salesforce/intake/retire", {})

    assert "Two secrets are good" in words(rotating)
    assert "Two secrets are good" not in words(ended)
