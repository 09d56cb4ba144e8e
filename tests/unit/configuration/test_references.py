"""Secrets are referred to: what cannot be had is named, what can is kept under its own name."""

from msgspec.structs import replace

from cti_adapter.configuration.document import Document, OrgPart, SalesforcePart, TelephonePart
from cti_adapter.configuration.references import Settled, settle
from tests.unit.configuration.builders import WHOLE


def with_systems(**systems: str) -> Document:
    """Return a document with telephone systems by key and reference."""
    parts = {key: TelephonePart(kind="generic", secret=secret) for key, secret in systems.items()}
    return replace(WHOLE, telephone_systems=parts)


def unresolved(settled: Settled) -> list[str]:
    return [str(each) for each in settled.unresolved]


def test_what_is_kept_stays() -> None:
    """An export that comes back finds all its secrets, and so does a part of it."""
    for document in (WHOLE, Document(), Document(agents=WHOLE.agents)):
        assert Settled(document=WHOLE, secrets={}, unresolved=()) == settle(document, WHOLE, {})


def test_who_names_none_keeps_the_one_there_is() -> None:
    current = with_systems(hook="telephone-systems/hook")

    assert current == settle(with_systems(hook=""), current, {}).document


def test_the_environment_gives_new_ones() -> None:
    """Kept under their own names from then on; the file of tomorrow has no trace of it."""
    part = WHOLE.salesforce
    assert isinstance(part, SalesforcePart)
    asked = replace(with_systems(hook="env:HOOK"), salesforce=replace(part, private_key="env:KEY"))
    settled = settle(asked, WHOLE, {"HOOK": "whsec_x", "KEY": "pem"})

    assert {"telephone-systems/hook": "whsec_x", "salesforce/private_key": "pem"} == settled.secrets
    assert () == settled.unresolved
    assert with_systems(hook="telephone-systems/hook").telephone_systems == (
        settled.document.telephone_systems
    )
    assert "salesforce/private_key" == settled.document.salesforce.private_key  # type: ignore[union-attr] # it is whole


def test_what_cannot_be_had_is_named() -> None:
    """All of it, and nothing is kept in its place."""
    part = WHOLE.salesforce
    assert isinstance(part, SalesforcePart)
    asked = replace(
        with_systems(new="telephone-systems/new", other="env:MISSING", third=""),
        salesforce=replace(part, private_key="salesforce/private_key"),
    )
    settled = settle(asked, WHOLE, {"MISSING": ""})

    assert [
        "salesforce.private_key: salesforce/private_key",
        "telephone_systems.new.secret: telephone-systems/new",
        "telephone_systems.other.secret: env:MISSING",
        "telephone_systems.third.secret: names none",
    ] == unresolved(settled)
    assert with_systems(new="", other="", third="").telephone_systems == (
        settled.document.telephone_systems
    )


def test_the_secret_of_another_telephone_system_is_not_lent() -> None:
    current = with_systems(hook="telephone-systems/hook")

    assert ["telephone_systems.thief.secret: telephone-systems/hook"] == unresolved(
        settle(with_systems(thief="telephone-systems/hook"), current, {})
    )


def test_the_key_of_an_org_stays() -> None:
    """It stands in addresses: a file of another org brings its settings and not its name."""
    other = replace(WHOLE, org=OrgPart(key="other", name="Analytical Engines"))

    assert WHOLE == settle(other, WHOLE, {}).document
