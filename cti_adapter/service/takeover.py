"""A document takes the place of the configuration: an imported file, or an earlier version (B-14).

Nothing is written while a secret it refers to is not to be had, unless that is asked for: a
telephone system without its secret hears nothing.
"""

from collections.abc import Mapping

import msgspec

from cti_adapter.configuration.diff import Difference, differences
from cti_adapter.configuration.document import Document
from cti_adapter.configuration.references import Settled, Unresolved, settle
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration, Held


class SecretsMissing(StateConflict):
    """Some secrets cannot be had here; nothing was changed."""

    error_id = "secrets-missing"

    def __init__(self, unresolved: tuple[Unresolved, ...]) -> None:
        said = "".join(f"\n  {each}" for each in unresolved)
        super().__init__(f"{type(self).__doc__}{said}")
        self.unresolved = unresolved


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would be different, and what could not be had."""

    version: int
    """Of the configuration as it is."""
    differences: tuple[Difference, ...]
    unresolved: tuple[Unresolved, ...]


class Takeover:
    """Puts documents in the place of configurations.

    Args:
        configuration: of all orgs.
        environment: where `env:` references lead; empty where a page asks.
    """

    def __init__(self, configuration: Configuration, environment: Mapping[str, str]) -> None:
        self._configuration = configuration
        self._environment = environment

    def plan(self, org_id: OrgId, document: Document) -> Plan:
        """Say what a document would change, and change nothing.

        Raises:
            NoSuchThing: there is no such org.
        """
        held = self._configuration.held(org_id)
        settled = settle(document, held.document, self._environment)
        return Plan(
            version=held.version,
            differences=differences(held.document, settled.document),
            unresolved=settled.unresolved,
        )

    def carry_out(  # noqa: PLR0913 - who, what and why of a change are six things
        self,
        org_id: OrgId,
        document: Document,
        *,
        version: int | None = None,
        by: str,
        summary: str,
        without_secrets: bool = False,
    ) -> Held:
        """Put a document in the place of the configuration, as a new version.

        Args:
            org_id: whose configuration.
            document: what it leaves out stays as it is; the org's key always does.
            version: the one that was looked at; None where any will do.
            by: who does it.
            summary: one line for the list of versions.
            without_secrets: whether to go on where a secret cannot be had.

        Raises:
            ChangedMeanwhile: `version` is not the newest any more.
            NoSuchThing: there is no such org.
            SecretsMissing: a reference leads nowhere; nothing was changed.
        """

        def settled(current: Document) -> Settled:
            found = settle(document, current, self._environment)
            if found.unresolved and not without_secrets:
                raise SecretsMissing(found.unresolved)
            return found

        secrets = settled(self._configuration.held(org_id).document).secrets
        return self._configuration.replace(
            org_id,
            lambda current: settled(current).document,
            version=version,
            by=by,
            summary=summary,
            secrets=secrets,
        )
