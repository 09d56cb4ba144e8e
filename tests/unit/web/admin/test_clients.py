"""What browsers call themselves, read as people know them."""

import pytest

from cti_adapter.web.admin.clients import in_words

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (CHROME.format("Windows NT 10.0; Win64; x64"), ("Chrome", "Windows")),
        (CHROME.format("X11; CrOS x86_64 14541.0.0"), ("Chrome", "ChromeOS")),
        (CHROME.format("Linux; Android 15; Pixel 9"), ("Chrome", "Android")),
        (CHROME.format("Windows NT 10.0") + " Edg/156.0.0.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko Firefox/141.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
            ("Safari", "macOS"),
        ),
        ("python-requests/2.34", ("python-requests", "")),
        ("<script>", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_named(client: str, words: tuple[str, str]) -> None:
    """Most of them say they are all of the others."""
    assert words == in_words(client)
