"""A PBX on which nothing happens by itself, and a hook that keeps what is posted."""

from collections.abc import Iterator

import pytest

from tests.support.pbx_stand_in import Hook, StandInPbx


@pytest.fixture
def pbx() -> Iterator[StandInPbx]:
    with StandInPbx() as pbx:
        yield pbx


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as hook:
        yield hook
