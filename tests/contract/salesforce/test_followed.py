"""What the org says after the call: which records stand on a Task, what Leads became."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from cti_adapter.calls.record import RecordId
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.entries import ENTRY, an_entry
from tests.contract.salesforce.stand_in import StandIn

MINUTE = timedelta(minutes=1)


def converted(there: StandIn, lead: RecordId, **more: Any) -> dict[str, str]:
    """Convert a Lead, as somebody in the org does."""
    url = f"{there.url}/_control/convert-lead"
    answer = requests.post(url, json={"lead": lead, **more}, timeout=10)
    became: dict[str, str] = answer.json()
    return became


def test_the_records_of_tasks_are_told_by_their_ids(org: SalesforceOrg, there: StandIn) -> None:
    """Whoever put them there; a Task that is gone is not among them."""
    written = org.write(an_entry(who_id=there["ada"], what_id=there["case_1026"]))
    gone = org.write(an_entry(key="gen:main/pbx:c-43", call_id="c-43"))
    there.delete(gone.id)
    there.change(written.id, {"WhatId": there["case_1027"]})
    found = org.followed.tasks_as_they_stand([written.id, gone.id])

    assert [written.id] == list(found)
    assert (there["ada"], there["case_1027"]) == found[written.id].ids
    assert written.wrote["WhoId"] == found[written.id].wrote["WhoId"]
    assert written.wrote["WhatId"] != found[written.id].wrote["WhatId"]


@pytest.mark.parametrize("opportunity", ["Universal Machines", None])
def test_what_a_lead_became_is_told(
    org: SalesforceOrg, there: StandIn, opportunity: str | None
) -> None:
    """By its id, and among those that were converted since."""
    other = there.load("Lead", LastName="Hamilton", Company="Apollo")
    now = datetime.now(UTC)
    assert () == org.followed.conversions_of([there["alan"], other])
    became = converted(there, there["alan"], opportunity=opportunity)
    (of_it,) = org.followed.conversions_of([there["alan"], other])

    assert (there["alan"], became["contact"], became["account"]) == (
        of_it.lead_id,
        of_it.contact_id,
        of_it.account_id,
    )
    assert became["opportunity"] == of_it.opportunity_id
    assert (of_it,) == org.followed.conversions_since(now - MINUTE)
    assert () == org.followed.conversions_since(now + MINUTE)


def test_our_tasks_are_found_by_the_people_on_them(org: SalesforceOrg, there: StandIn) -> None:
    """By the call key, which only ours carry."""
    written = org.write(an_entry(who_id=there["ada"]))
    there.load("Task", Subject="Call", WhoId=there["ada"], CallObject="theirs")
    (found,) = org.followed.call_tasks_on([there["ada"], there["grace"]])

    assert (written.id, there["ada"], ENTRY.key, ENTRY.call_id) == (
        found.id,
        found.who_id,
        found.key,
        found.call_id,
    )


def test_where_task_has_no_key_field_tasks_are_found_by_the_plain_id(
    bare_org: SalesforceOrg, bare: StandIn
) -> None:
    """Whose it is, who asks finds out."""
    written = bare_org.write(an_entry(who_id=bare["ada"]))
    bare.load("Task", Subject="Call", WhoId=bare["ada"])
    (found,) = bare_org.followed.call_tasks_on([bare["ada"]])

    assert (written.id, None, ENTRY.call_id) == (found.id, found.key, found.call_id)
