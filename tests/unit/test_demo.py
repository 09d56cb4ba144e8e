"""The demo keeps its keys, and says what a person needs to try it."""

import stat
from pathlib import Path

import msgspec
import pytest
from cryptography.fernet import Fernet
from standardwebhooks import Webhook

from cti_adapter.demo import Demo, Ports

PORTS = Ports(product=8080, salesforce=8090, telephone=8091)


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path / "state", PORTS, control=False)


def test_a_demo_comes_back_with_the_same_keys(demo: Demo, tmp_path: Path) -> None:
    """Its database is sealed with them, and the stand-in knows them."""
    again = Demo(tmp_path / "state", PORTS, control=False)

    assert demo.keys == again.keys


def test_two_demos_share_no_key(demo: Demo, tmp_path: Path) -> None:
    """Nothing secret stands in the repository."""
    other = Demo(tmp_path / "other", PORTS, control=False)
    mine, theirs = msgspec.structs.asdict(demo.keys), msgspec.structs.asdict(other.keys)

    assert [] == [name for name in mine if mine[name] == theirs[name]]


def test_the_twin_of_an_org_shares_no_key_with_it(tmp_path: Path) -> None:
    """Two orgs in one deployment have nothing in common but the deployment."""
    ports = PORTS._replace(twin_salesforce=8092, twin_telephone=8093)
    demo = Demo(tmp_path / "state", ports, control=False)
    assert demo.twin is not None
    mine, theirs = (msgspec.structs.asdict(keys) for keys in (demo.keys, demo.twin.keys))

    assert [] == [name for name in mine if mine[name] == theirs[name]]


def test_the_keys_are_read_by_nobody_else(demo: Demo, tmp_path: Path) -> None:
    """Other users of the machine have no business there."""
    mode = (tmp_path / "state" / "demo-keys.json").stat().st_mode

    assert (0o600, True) == (stat.S_IMODE(mode), bool(Fernet(demo.keys.fernet)))
    Webhook(demo.keys.webhook)


def test_browsers_see_two_sites(demo: Demo) -> None:
    """As in real life: the softphone is a stranger in the page that hosts it."""
    assert "http://127.0.0.1:8080" == demo.product
    assert "http://localhost:8090" == demo.salesforce
