"""Intake addresses, on both databases: renewed, rotated, and those of one org alone."""

import itertools

import pytest

from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.intake import IntakeAccess, IntakeStore
from cti_adapter.service.signed_address import SignedAddress
from cti_adapter.storage import Storage
from tests.contract.storage.builders import ORG, OTHER_ORG, an_org


@pytest.fixture
def set_up(storage: Storage) -> Storage:
    storage.settings.put_org(an_org())
    storage.settings.put_org(an_org(OTHER_ORG))
    storage.settings.put_org_secrets(ORG, {"client_secret": "stays"})
    return storage


def test_an_org_has_no_address_before_it_asks_for_one(set_up: Storage) -> None:
    """Nobody can post where nobody listens."""
    assert None is set_up.intakes.of(ORG)
    assert None is set_up.intakes.by_key("form-1")


def test_the_address_stays_while_its_secrets_change(set_up: Storage) -> None:
    """Two are good during a rotation, then one; the org's other secrets are not touched."""
    first = set_up.intakes.renew(ORG, key="form-1", secret="a")
    second = set_up.intakes.renew(ORG, key="form-2", secret="b")
    third = set_up.intakes.renew(ORG, key="form-3", secret="c")
    assert [("a",), ("b", "a"), ("c", "b")] == [each.secrets for each in (first, second, third)]
    set_up.intakes.retire(ORG)

    kept = IntakeAccess(org_id=ORG, key="form-1", secrets=("c",))
    assert kept == set_up.intakes.by_key("form-1") == set_up.intakes.of(ORG)
    assert "stays" == set_up.settings.org_secrets(ORG)["client_secret"]
    assert None is set_up.intakes.of(OTHER_ORG)
    assert "form-1" not in repr(kept)


def test_an_org_that_is_not_there_gets_no_address(set_up: Storage) -> None:
    with pytest.raises(NoSuchThing):
        set_up.intakes.renew(OrgId("nobody"), key="form-1", secret="a")


@pytest.mark.parametrize("which", ["intakes", "signals"])
def test_an_admin_makes_and_renews_an_address(set_up: Storage, which: str) -> None:
    """Random, shaped as Standard Webhooks wants it, and the one before stays good."""
    turns = itertools.count(1)
    store: IntakeStore = getattr(set_up, which)
    use = SignedAddress(store, "form", lambda count: bytes([next(turns)]) * count)
    assert None is use.of(ORG)
    made, renewed = use.renew(ORG), use.renew(ORG)
    use.retire(ORG)
    last = use.of(ORG)

    assert ("form-" + "01" * 16, made.key) == (made.key, renewed.key)
    assert made.secrets[0] == renewed.secrets[1] != renewed.secrets[0]
    assert renewed.secrets[0].startswith("whsec_")
    assert last is not None
    assert renewed.secrets[:1] == last.secrets
    assert last == store.by_key(made.key)


def test_who_may_send_forms_signs_nobody_out(set_up: Storage) -> None:
    """The two addresses of an org share neither key nor secret."""
    set_up.intakes.renew(ORG, key="form-1", secret="a")
    set_up.signals.renew(ORG, key="signal-1", secret="b")

    assert None is set_up.signals.by_key("form-1")
    assert None is set_up.intakes.by_key("signal-1")
    kept = set_up.signals.of(ORG)
    assert kept is not None
    assert ("b",) == kept.secrets
