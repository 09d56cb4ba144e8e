"""An owner as the journal keeps it."""

import msgspec

from cti_adapter.calls.owner import Owner, PassedOver


def test_an_owner_is_read_as_it_was_written() -> None:
    """A replay gives the same owner with the same reasons (D2)."""
    passed = PassedOver(step="agent", reason="inactive", id="005A")
    owner = Owner(id="005B", why="default", passed_over=(passed,))

    assert owner == msgspec.json.decode(msgspec.json.encode(owner), type=Owner)
