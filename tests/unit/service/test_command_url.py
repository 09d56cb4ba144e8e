"""Where commands may be sent: a telephone system in the house is normal, a cloud's inside not."""

import pytest

from cti_adapter.service.command_url import command_url_fault


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("", ""),
        ("https://pbx.example.test/commands?tenant=7", ""),
        ("https://10.0.0.7:8443/commands", ""),
        ("http://192.168.1.20/commands", ""),
        ("http://pbx.example.test/commands", "not-https"),
        ("http://93.184.216.34/", "not-https"),
        ("http://169.254.169.254/latest/meta-data", "forbidden-place"),
        ("https://[fe80::1]/", "forbidden-place"),
        ("https://0.0.0.0/", "forbidden-place"),
        ("http://127.0.0.1:8080/", "forbidden-place"),
        ("https://localhost/", "forbidden-place"),
        ("https://me:secret@pbx.example.test/", "with-user"),
        ("https://pbx.example.test/#there", "with-user"),
        ("ftp://pbx.example.test/", "no-address"),
        ("pbx.example.test", "no-address"),
        ("https://pbx.example.test:port/", "no-address"),
        ("https://pbx.example.test:0/", "no-address"),
        ("https://pbx.example.test/a b", "no-address"),
        (f"https://pbx.example.test/{'a' * 1000}", "no-address"),
    ],
)
def test_an_address_for_commands_is_checked_before_it_is_kept(url: str, fault: str) -> None:
    """The server posts there with a signature, from inside the network (3.4, SSRF)."""
    assert fault == command_url_fault(url, loopback=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8091/commands", "http://localhost/commands"])
def test_a_product_on_loopback_may_command_a_simulator_there(url: str) -> None:
    """For trying out, and for tests."""
    assert "" == command_url_fault(url, loopback=True)
