"""Work beside a request, as the use cases ask for it: what may be missed, or comes later."""

from collections.abc import Callable
from typing import Protocol


class Background(Protocol):
    """Runs what may be missed, beside the request."""

    def start(self, work: Callable[[], None]) -> None: ...


class PatientBackground(Background, Protocol):
    """Runs work later, too."""

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Start work after so long, unless what is returned is called before."""
        ...
