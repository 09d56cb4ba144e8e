"""Which pages may frame the softphone: proposed from the org's own address, checked by origin."""

import pytest

from cti_adapter.service.org_hosts import MOST_HOSTS, host_faults, proposed_hosts, read_hosts


@pytest.mark.parametrize(
    ("instance", "hosts"),
    [
        (
            "https://acme.my.salesforce.com",
            ("https://acme.lightning.force.com", "https://acme.my.salesforce.com"),
        ),
        (
            "https://acme--uat.sandbox.my.salesforce.com",
            (
                "https://acme--uat.sandbox.lightning.force.com",
                "https://acme--uat.sandbox.my.salesforce.com",
            ),
        ),
        ("https://na1.salesforce.com", ("https://na1.salesforce.com",)),
        ("http://localhost:8090", ("http://localhost:8090",)),
    ],
)
def test_my_domain_names_the_pages_of_lightning_and_classic(
    instance: str, hosts: tuple[str, ...]
) -> None:
    """Whoever sets up need not know how Salesforce builds its addresses."""
    assert hosts == proposed_hosts(instance)


def test_what_is_typed_is_read_line_by_line() -> None:
    """Pasted from an address bar, with a slash and twice."""
    text = " https://Acme.lightning.force.com/ \n\nhttps://acme.lightning.force.com,https://b.test"

    assert ("https://acme.lightning.force.com", "https://b.test") == read_hosts(text)


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("https://acme.lightning.force.com", ""),
        ("https://*.lightning.force.com", "wildcard"),
        ("http://acme.lightning.force.com", "not-https"),
        ("acme.lightning.force.com", "not-https"),
        ("https://acme.lightning.force.com/lightning", "with-path"),
        ("https://acme.lightning.force.com;script-src", "no-origin"),
        ("https://[::1", "no-origin"),
        ("http://localhost:8090", "not-https"),
    ],
)
def test_a_host_is_an_https_origin_and_nothing_else(host: str, code: str) -> None:
    """It goes into the policy of the softphone's page as it is."""
    faults = host_faults((host,), loopback=False)

    assert code == "".join(fault.message for fault in faults)


def test_a_stand_in_is_a_host_for_a_product_on_loopback() -> None:
    """For trying out; a product in the open never takes http."""
    assert [] == host_faults(("http://localhost:8090",), loopback=True)


def test_there_is_an_end_to_the_hosts() -> None:
    """A policy is a header, and headers have an end."""
    many = [f"https://h{place}.test" for place in range(MOST_HOSTS + 1)]

    assert ["too-many"] == [fault.message for fault in host_faults(many, loopback=False)]
