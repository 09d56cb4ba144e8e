"""Which page is around the softphone: cti_adapter/web/embedding.py."""

import pytest
from werkzeug.datastructures import MultiDict

from cti_adapter.web.embedding import COMPANION, STRANGER, Embedding, embedding

LIGHTNING = "https://acme.lightning.force.com"
CLASSIC = "https://acme.my.salesforce.com"


def around(*query: tuple[str, str]) -> Embedding:
    return embedding(MultiDict(query), (LIGHTNING, CLASSIC), "67.0")


def test_lightning_gets_its_library_from_the_org_s_own_host() -> None:
    """As Salesforce writes the address (facts/open-cti.md 2.1)."""
    found = around(("mode", "Lightning"), ("sfdcIframeOrigin", LIGHTNING), ("nonce", "ab12"))

    library = f"{LIGHTNING}/support/api/67.0/lightning/opencti_min.js"
    assert Embedding(kind="lightning", origin=LIGHTNING, library=library) == found


@pytest.mark.parametrize("origin", [CLASSIC, "https://ACME.my.salesforce.com"])
def test_classic_is_told_by_one_letter(origin: str) -> None:
    """Its library puts the origin into lower case (facts/open-cti.md 3.1)."""
    found = around(("isdtp", "vw"), ("nonce", "ab12"), ("sfdcIFrameOrigin", origin))

    library = f"{CLASSIC}/support/api/67.0/interaction.js"
    assert Embedding(kind="classic", origin=CLASSIC, library=library) == found


def test_an_address_without_either_is_no_salesforce_page() -> None:
    """The companion, or somebody who opened the address in a tab."""
    assert COMPANION == around()
    assert COMPANION == around(("theme", "dark"))


def test_lightning_wins_where_both_are_written() -> None:
    """Nobody has seen it; one library is loaded in any case."""
    found = around(
        ("mode", "Lightning"),
        ("sfdcIframeOrigin", LIGHTNING),
        ("sfdcIFrameOrigin", CLASSIC),
        ("nonce", "ab12"),
    )

    assert "lightning" == found.kind


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        f"{LIGHTNING}.evil.example",
        f"{LIGHTNING}/",
        f"{LIGHTNING}:444",
        "http://acme.lightning.force.com",
        "https://evil.example#https://acme.lightning.force.com",
        "javascript:alert(1)",
        "null",
        "",
    ],
)
def test_no_script_comes_from_anywhere_else(origin: str) -> None:
    """Whoever frames us writes the address (design.md D9)."""
    assert STRANGER == around(("mode", "Lightning"), ("sfdcIframeOrigin", origin))
    assert STRANGER == around(("sfdcIFrameOrigin", origin), ("nonce", "ab12"))


def test_what_is_missing_or_stands_twice_is_a_stranger_s() -> None:
    """A library would read a list where we read the first."""
    evil = ("sfdcIframeOrigin", "https://evil.example")

    assert STRANGER == around(("mode", "Lightning"))
    assert STRANGER == around(("sfdcIframeOrigin", LIGHTNING))
    assert STRANGER == around(("mode", "Lightning"), ("sfdcIframeOrigin", LIGHTNING), evil)
    assert STRANGER == around(("sfdcIFrameOrigin", CLASSIC))
