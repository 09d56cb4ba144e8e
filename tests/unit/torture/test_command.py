"""How a long run is ended early: what it found in hours is judged and told, not thrown away."""

import os
import signal
from collections.abc import Iterator

import pytest

from cti_adapter.torture import command


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    """Put back who answers Ctrl-C."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_ends_the_calls_and_the_second_everything(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of hours that dies of Ctrl-C has found nothing; one that cannot be ended is worse."""
    is_wanted = command.end_with_a_verdict()
    assert is_wanted()

    os.kill(os.getpid(), number)

    assert not is_wanted()
    assert "no more calls" in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)


def test_without_minutes_there_is_always_time() -> None:
    """Whoever names no minutes wants all the calls."""
    assert command.until(None)()
    assert not command.until(0)()
