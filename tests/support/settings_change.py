"""Changing an org's settings while the product runs, as another process on its database does."""

from typing import Any

from msgspec.structs import replace

from cti_adapter.demo.settings import INTEGRATION_USER
from tests.support.patience import until
from tests.support.running import Running
from tests.support.signing_in import sign_in


def change_policy(running: Running, **changed: Any) -> None:
    """Change settings of the org; return when a panel has been told, so the product goes by them.

    At least one of them must differ from what the org has: of nothing new nobody is told.
    """
    seat = running.seat()
    sign_in(running, seat.username)
    with running.configuration() as configuration:
        made = configuration.change(
            running.org_id,
            lambda config: replace(config, policy=replace(config.policy, **changed)),
            version=None,
            by=INTEGRATION_USER,
            summary="",
        )
    until(lambda: seat.desk().settings >= made.version, f"a panel that is told of {changed}")
