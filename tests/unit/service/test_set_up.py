"""What an admin pastes as the login address, and how far a set-up has come."""

from datetime import UTC, datetime

import pytest

from cti_adapter.service.findings import FINE, Finding
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.org_hosts import login_origin
from cti_adapter.service.set_up_steps import missing_hosts, tracked_objects

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "origin", "fault"),
    [
        ("https://acme.my.salesforce.com", "https://acme.my.salesforce.com", ""),
        (" Acme.my.salesforce.com ", "https://acme.my.salesforce.com", ""),
        ("https://acme.my.salesforce.com:443/setup?x=1", "https://acme.my.salesforce.com", ""),
        ("https://test.salesforce.com", "https://test.salesforce.com", ""),
        ("https://acme.my.salesforce.com:8443", "", "not-https"),
        ("http://acme.my.salesforce.com", "", "not-https"),
        ("https://acme.lightning.force.com/lightning/page", "", "lightning-address"),
        ("https://salesforce.com.evil.test", "", "not-salesforces"),
        ("https://evilsalesforce.com", "", "not-salesforces"),
        ("https://me:secret@acme.my.salesforce.com", "", "no-address"),
        ("https://acme.my.salesforce.com:port", "", "no-address"),
        ("https://ac me.my.salesforce.com", "", "no-address"),
        ("", "", "no-address"),
        ("http://localhost:8090", "", "not-salesforces"),
    ],
)
def test_a_login_address_is_salesforce_s_own(text: str, origin: str, fault: str) -> None:
    """The server sends its key's signature there, and nowhere else."""
    assert (origin, fault) == login_origin(text, loopback=False)


@pytest.mark.parametrize("text", ["http://localhost:8090", "http://127.0.0.1:8090/services"])
def test_a_product_on_loopback_may_sign_in_to_a_stand_in(text: str) -> None:
    """For trying out, and for tests."""
    origin, fault = login_origin(text, loopback=True)

    assert "" == fault
    assert text.removesuffix("/services") == origin


def test_nothing_is_missing_before_a_check_has_come_through() -> None:
    """What is not known is not proposed."""
    config = OrgConfig(login_url="", client_id="", username="")
    failed = Finding(at=AT, code="no-key")
    fine = Finding(at=AT, code=FINE, facts={"hosts": "https://a.test https://b.test"})

    assert () == missing_hosts(config, None)
    assert () == missing_hosts(config, failed)
    assert ("https://a.test", "https://b.test") == missing_hosts(config, fine)


def test_tracked_objects_are_those_the_last_check_saw() -> None:
    """A label may have spaces, a name has none."""
    fine = Finding(at=AT, code=FINE, facts={"tracked": "Project__c Big project\nSite__c Site"})

    assert {"Project__c": "Big project", "Site__c": "Site"} == tracked_objects(fine)
    assert tracked_objects(Finding(at=AT, code="no-key")) is None
