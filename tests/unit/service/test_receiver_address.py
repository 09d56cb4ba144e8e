"""Where messages may go: the public internet, and what the operator allows (SSRF)."""

from ipaddress import ip_address

import pytest

from cti_adapter.service.receiver_address import Reach, url_fault

OUT = Reach()
DEMO = Reach(loopback=True)
OFFICE = Reach.of(["10.1.0.0/16"], loopback=False)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://crm.example.com/calls?of=all", ""),
        ("https://crm.example.com:8443/", ""),
        ("https://93.184.215.14/", ""),
        ("", "no-address"),
        ("crm.example.com", "no-address"),
        ("ftp://crm.example.com/", "no-address"),
        ("https:///calls", "no-address"),
        ("https://crm.example.com:0/", "no-address"),
        ("https://crm.example.com:port/", "no-address"),
        ("https://crm.example.com/a b", "no-address"),
        ("https://crm.example.com/" + "a" * 1000, "no-address"),
        ("https://crm.exämple.com/", "no-address"),
        ("https://user:secret@crm.example.com/", "with-user"),
        ("https://crm.example.com/#calls", "with-user"),
        ("http://crm.example.com/", "not-https"),
        ("https://localhost/", "forbidden-place"),
        ("https://127.0.0.1/", "forbidden-place"),
        ("https://10.0.0.7/", "forbidden-place"),
        ("https://[::1]/", "forbidden-place"),
    ],
)
def test_an_address_is_public_and_over_https(url: str, fault: str) -> None:
    """An admin reads what is wrong with it."""
    assert fault == url_fault(url, OUT)


@pytest.mark.parametrize(
    "url", ["http://localhost:8099/calls", "http://127.0.0.1/", "http://[::1]/"]
)
def test_a_demo_may_tell_its_own_machine(url: str) -> None:
    """Without a network; nobody else is reached without https."""
    assert "" == url_fault(url, DEMO)
    assert "not-https" == url_fault("http://crm.example.com/", DEMO)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.7",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "224.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "fe80::1",
        "fd00::1",
        "::1",
        "::",
        "::ffff:10.0.0.7",
        "2002:a00:7::",
        "64:ff9b::a00:7",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_what_is_inside_is_never_reached(address: str) -> None:
    """Also where an IPv6 address only wraps one that is inside."""
    assert not OUT.includes(ip_address(address))


@pytest.mark.parametrize(
    ("address", "is_included"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("64:ff9b::5db8:d70e", True),
        ("10.1.2.3", True),
        ("10.2.0.1", False),
        ("169.254.169.254", False),
    ],
)
def test_the_operator_may_allow_a_network(address: str, is_included: bool) -> None:  # noqa: FBT001 - a column of the table
    """A system on the premises is normal; what a cloud tells its own machines is never read."""
    assert is_included == OFFICE.includes(ip_address(address))
    assert not Reach.of(["169.254.0.0/16"], loopback=True).includes(ip_address("169.254.169.254"))


def test_a_network_is_written_as_one() -> None:
    """A slip of the pen does not open a hole."""
    with pytest.raises(ValueError, match="host bits"):
        Reach.of(["10.1.2.3/16"], loopback=False)
