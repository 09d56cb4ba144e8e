"""A simulator and a hook of its own for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cti_adapter.simulator.exchange import Pace
from cti_adapter.simulator.server import Setup, Simulator
from tests.contract.simulator.hook import SECRET, Hook, running_hook
from tests.contract.simulator.telephone import Telephone

QUICK = Pace(far_end_answers_s=0.05, nobody_answers_s=0.1)
NEVER = Pace(far_end_answers_s=3600, nobody_answers_s=3600)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with running_hook() as hook:
        yield hook


@pytest.fixture
def telephone(hook: Hook, tmp_path: Path) -> Iterator[Telephone]:
    (tmp_path / "short.txt").write_text("0 | leg.offered | agent=101\n")
    setup = Setup(hook_url=hook.url, secret=SECRET, script_dir=tmp_path, pace=QUICK)
    with Simulator(setup) as simulator:
        yield Telephone(simulator.url)


@pytest.fixture
def waiting_telephone(hook: Hook) -> Iterator[Telephone]:
    """A telephone whose far ends ring for as long as a test looks at them."""
    with Simulator(Setup(hook_url=hook.url, secret=SECRET, pace=NEVER)) as simulator:
        yield Telephone(simulator.url)
