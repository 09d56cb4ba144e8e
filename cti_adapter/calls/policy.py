"""What an org's admins decide (requirements.md 1.4), as far as it has an effect here."""

from datetime import timedelta
from typing import Literal

import msgspec


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one org that the use cases go by."""

    region: str = "US"
    """ISO country for numbers without a country code."""
    smart_assign: bool = True
    wrap_up_s: int = 60
    extension_s: int = 60
    call_results: tuple[str, ...] = ("Solved", "Follow-up", "Voicemail", "Wrong number")
    notes_during_call: bool = True
    pop: Literal["on-answer", "on-ring", "never"] = "on-answer"
    """When the page shows the caller's record by itself."""

    @property
    def wrap_up(self) -> timedelta:
        """How long an agent has after a call."""
        return timedelta(seconds=self.wrap_up_s)
