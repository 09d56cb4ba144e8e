"""The pages of settings: what they show, what they change, and two admins at once (B-14, S0-1)."""

import re
from html import unescape
from typing import Any

import pytest
import requests
from msgspec.structs import replace

from cti_adapter.calls.policy import FieldMapping, Hint, Policy
from tests.support.admin_page import AdminClient
from tests.support.running import Running
from tests.web.stage import OtherOrg

ADMIN = "integration@example.test"


@pytest.fixture(scope="module")
def org(running: Running) -> OtherOrg:
    return OtherOrg(running)


@pytest.fixture(scope="module")
def admin(org: OtherOrg) -> AdminClient:
    return AdminClient(org.running, org_id=org.id)


def policy(org: OtherOrg) -> Policy:
    with org.running.configuration() as configuration:
        return configuration.current(org.id).config.policy


def version(org: OtherOrg) -> int:
    with org.running.configuration() as configuration:
        return configuration.current(org.id).version


def form_on(page: requests.Response) -> dict[str, str]:
    """Return what the form of settings on a page would send."""
    text = page.text.partition("data-guard")[2].partition("</form>")[0]
    form: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        told = {name: unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', tag)}
        if told.get("type") != "checkbox" or " checked" in tag:
            form[told["name"]] = told.get("value", "")
    for name, body in re.findall(r'<textarea id="([^"]*)".*?>(.*?)</textarea>', text, re.DOTALL):
        form[name] = unescape(body)
    for name, body in re.findall(r'<select id="([^"]*)".*?>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        form[name] = chosen[1] if chosen else ""
    form.pop("csrf")
    return form


def save(admin: AdminClient, page: str, /, **changed: str | None) -> requests.Response:
    """Open a page, change fields and press Save changes; None unchecks a box."""
    form = {**form_on(admin.get(f"/admin/{page}")), **changed}
    sent: dict[str, Any] = {name: value for name, value in form.items() if value is not None}
    return admin.submit(f"/admin/{page}", sent)


@pytest.mark.parametrize("page", ["assignment", "logging", "notes", "hints", "agents", "privacy"])
def test_a_page_that_is_saved_untouched_changes_nothing(
    admin: AdminClient, org: OtherOrg, page: str
) -> None:
    """What is shown is what is so, for every kind of field."""
    before = version(org)
    shown = admin.get(f"/admin/{page}").text
    answer = save(admin, page)

    assert "field__fault" not in shown
    assert "aria-invalid" not in shown

    assert 200 == answer.status_code
    assert "Saved. Open panels follow" in unescape(answer.text)
    assert before == version(org)


def test_a_page_that_nobody_sent_names_no_fault(admin: AdminClient) -> None:
    """The setting 'pop' has the name of what every dict can do; a template would find that."""
    page = admin.get("/admin/assignment").text

    assert (0, 0) == (page.count("field--fault"), page.count("aria-invalid"))


def test_what_is_saved_is_so_and_stands_in_the_versions(admin: AdminClient, org: OtherOrg) -> None:
    """Who, when and what."""
    save(admin, "notes", wrap_up_s="90", call_results="Sold\n\n Not sold \r\n")
    save(admin, "assignment", smart_assign=None)
    found = unescape(admin.get("/admin/versions").text)

    assert (90, ("Sold", "Not sold"), False) == (
        policy(org).wrap_up_s,
        policy(org).call_results,
        policy(org).smart_assign,
    )
    assert "Call notes and results: Call results, Wrap-up time" in found
    assert "Assignment: Smart Assign" in found
    assert ADMIN in found
    assert 200 == save(admin, "assignment", smart_assign="on").status_code
    assert policy(org).smart_assign


def test_every_fault_stands_at_its_field_and_nothing_is_saved(
    admin: AdminClient, org: OtherOrg
) -> None:
    """And what was typed is still there."""
    before = version(org)
    answer = save(
        admin, "notes", wrap_up_s="soon", call_results="Sold\nSold", require_call_result="on"
    )
    text = unescape(answer.text)

    assert 422 == answer.status_code
    assert before == version(org)
    assert "Wrap-up time: write a whole number" in text
    assert 'id="wrap_up_s-fault"' in text
    assert 'value="soon"' in text
    assert 'data-guard="refused"' in text
    # what contradicts itself is looked for where every value is one
    again = save(admin, "notes", call_results="Sold\nSold")
    assert "Call results, entry 2: it stands there twice" in unescape(again.text)


def test_tables_grow_and_shrink_without_a_script(admin: AdminClient, org: OtherOrg) -> None:
    """An empty last row to fill, a row to empty, and one more on request."""
    first = {"field_mapping-0-attribute": "ticket", "field_mapping-0-field": "Order_Number__c"}
    more = save(admin, "logging", more="field_mapping", **first)

    assert "field_mapping-2-attribute" in more.text
    assert () == policy(org).field_mapping

    save(admin, "logging", **first)
    second = {"field_mapping-1-attribute": "kind", "field_mapping-1-field": "no field"}
    refused = save(admin, "logging", **second)
    assert "Field mapping, entry 2: write it like Project__c" in unescape(refused.text)
    assert 'id="field_mapping-1-field-fault"' in refused.text

    save(admin, "logging", **{**second, "field_mapping-1-field": "Type"})
    save(admin, "logging", **dict.fromkeys(first, ""))
    assert (FieldMapping(attribute="kind", field="Type"),) == policy(org).field_mapping


def test_what_the_task_has_not_is_refused_where_it_was_typed(
    admin: AdminClient, org: OtherOrg
) -> None:
    """Each in its own words; Salesforce is asked as the admin saves."""
    names = ("Gone__c", "IsClosed", "ActivityDate")
    before = policy(org).field_mapping
    ours = save(admin, "logging", **_mapped(names))
    asked = save(admin, "logging", task_record_type="Phone", **_mapped(names[:2]))

    assert (422, 422, before) == (ours.status_code, asked.status_code, policy(org).field_mapping)
    assert "entry 3: the product fills this field itself" in unescape(ours.text)
    text = unescape(asked.text)
    assert "Field mapping, entry 1: the org's Task has no such field" in text
    assert "Field mapping, entry 2: the integration user may not fill this field" in text
    assert "Task record type: the integration user may use no record type" in text


def _mapped(fields: tuple[str, ...]) -> dict[str, str]:
    """Return rows that map one attribute to each of these fields."""
    named = {f"field_mapping-{n}-field": name for n, name in enumerate(fields)}
    return {**named, **{f"field_mapping-{n}-attribute": "ticket" for n in range(len(fields))}}


def test_hints_keep_their_lines(admin: AdminClient, org: OtherOrg) -> None:
    hint = {"hints-0-situation": "no-match", "hints-0-text": "Ask for the name.\r\nSpell it back."}
    save(admin, "hints", **hint)

    assert (Hint(situation="no-match", text="Ask for the name.\nSpell it back."),) == (
        policy(org).hints
    )
    assert "Ask for the name.\nSpell it back." in form_on(admin.get("/admin/hints"))["hints-0-text"]


def test_the_second_of_two_admins_is_told_and_loses_nothing(
    admin: AdminClient, org: OtherOrg
) -> None:
    """Both had the page open; both typed."""
    mine = {**form_on(admin.get("/admin/logging")), "silence_h": "8"}
    mine["log_internal_calls"] = "on"
    theirs = save(admin, "logging", silence_h="6", log_missed_queue_calls="on")
    told = admin.submit("/admin/logging", dict(mine))
    text = unescape(told.text)

    assert (200, 409) == (theirs.status_code, told.status_code)
    assert f"{ADMIN} changed this page while you had it open" in text
    assert "End calls after silence of: 4 → 6" in text
    assert "Log missed queue calls: off → on" in text
    assert 6 == policy(org).silence_h
    form = form_on(told)
    names = ("silence_h", "log_internal_calls", "log_missed_queue_calls")
    assert ("8", "on", "on") == tuple(form[name] for name in names)

    again = admin.submit("/admin/logging", dict(form))
    assert 200 == again.status_code
    assert (8, True, True) == tuple(getattr(policy(org), name) for name in names)


def test_who_saves_another_page_disturbs_nobody(admin: AdminClient, org: OtherOrg) -> None:
    """Both changes stand."""
    mine = {**form_on(admin.get("/admin/privacy")), "retention_days": "30"}
    save(admin, "notes", extension_s="45")

    assert 200 == admin.submit("/admin/privacy", dict(mine)).status_code
    assert (30, 45) == (policy(org).retention_days, policy(org).extension_s)


@pytest.mark.requirement("B-14")
def test_an_admin_goes_back_to_a_version(admin: AdminClient, org: OtherOrg) -> None:
    """It says what would change, does it as a new version, and the file of any can be had."""
    save(admin, "notes", extension_s="75")
    wanted = version(org)
    save(admin, "notes", extension_s="15")
    page = unescape(admin.get(f"/admin/versions/{wanted}").text)
    assert "settings.extension_s" in page
    assert "<del>15</del> <ins>75</ins>" in page

    stale = admin.submit(f"/admin/versions/{wanted}", {"version": str(wanted)})
    unseen = admin.submit(f"/admin/versions/{wanted}", {})
    assert (409, 409, 15) == (stale.status_code, unseen.status_code, policy(org).extension_s)
    done = admin.submit(f"/admin/versions/{wanted}", {"version": str(version(org))})
    assert f"Version {wanted} is in place again" in unescape(done.text)
    assert f"Back to version {wanted}" in unescape(done.text)
    assert 75 == policy(org).extension_s
    same = unescape(admin.get(f"/admin/versions/{wanted}").text)
    assert "The configuration is the same as this version." in same

    file = admin.get(f"/admin/versions/{wanted}/file")
    assert "application/yaml; charset=utf-8" == file.headers["Content-Type"]
    assert f"filename={org.key}-{wanted}.yaml" in file.headers["Content-Disposition"]
    assert org.secret not in file.text
    assert "  extension_s: 75\n" in file.text


def test_a_version_that_is_not_there_is_no_page(admin: AdminClient) -> None:
    """Nor is that of another org: the numbers are each org's own."""
    for path in ("/admin/versions/999", "/admin/versions/999/file"):
        assert 404 == admin.get(path).status_code
    assert 404 == admin.submit("/admin/versions/999", {"version": "1"}).status_code


def test_a_form_that_never_saw_a_version_saves_nothing_unseen(
    admin: AdminClient, org: OtherOrg
) -> None:
    """It is shown everything that is not as it would be by default."""
    save(admin, "notes", extension_s="20")
    form = {**form_on(admin.get("/admin/notes")), "version": "0", "extension_s": "99"}

    assert 409 == admin.submit("/admin/notes", dict(form)).status_code
    assert 20 == policy(org).extension_s


def test_a_removed_telephone_system_comes_back_without_its_secret_only_if_asked(
    admin: AdminClient, org: OtherOrg
) -> None:
    """The secret is gone; whoever goes back is told before."""
    save(admin, "notes", extension_s="33")
    wanted = version(org)
    with org.running.configuration() as configuration:
        configuration.replace(
            org.id,
            lambda document: replace(document, telephone_systems={}),
            version=None,
            by=ADMIN,
            summary="telephony",
        )
    page = unescape(admin.get(f"/admin/versions/{wanted}").text)
    form = {"version": str(version(org))}
    refused = admin.submit(f"/admin/versions/{wanted}", dict(form))
    taken = admin.submit(f"/admin/versions/{wanted}", {**form, "without_secrets": "on"})

    assert f"telephone_systems.{org.connector}.secret" in page
    assert (409, 200) == (refused.status_code, taken.status_code)
    assert "Some secrets are no longer kept here" in unescape(refused.text)


def test_the_pages_speak_german(running: Running, org: OtherOrg) -> None:
    """All of them, settings and versions."""
    admin = AdminClient(running, org_id=org.id)
    admin.submit("/admin/language", {"language": "de"})

    assert "Automatische Zuordnung" in unescape(admin.get("/admin/assignment").text)
    assert "Nachbearbeitungszeit" in unescape(admin.get("/admin/notes").text)
    assert "Jede Änderung der Konfiguration" in unescape(admin.get("/admin/versions").text)
