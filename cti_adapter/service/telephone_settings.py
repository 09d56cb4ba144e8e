"""What a kind of telephone system asks for, filled in by an admin: accounts, numbers, secrets.

Secrets are kept sealed and never shown again; an empty field leaves the present one as it is.
"""

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from cti_adapter.errors import FieldFault, NoSuchThing, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.telephone_kinds import Kind
from cti_adapter.service.telephone_systems import MOST_SECRETS, ConnectorStore, System

SIGNING: Final = "signing_secret"
"""The field of what a vendor's system signs with; a new one leaves the present one good."""

LONGEST_SECRET: Final = 500


class TelephoneSettings:
    """Fills in what a telephone system's kind asks for.

    Args:
        store: where telephone systems are kept.
        find: one of an org's, by its key.
        kinds: those we have a connector for.
        note: counts the change in the org's configuration: org, who, what.
    """

    def __init__(
        self,
        store: ConnectorStore,
        find: Callable[[OrgId, str], System],
        *,
        kinds: Mapping[str, Kind],
        note: Callable[[OrgId, str, str], None],
    ) -> None:
        self._store = store
        self._find = find
        self._kinds = kinds
        self._note = note

    def kind_of(self, system: System) -> Kind:
        """Return what is asked for.

        Raises:
            NoSuchThing: there is no connector of its kind (any more).
        """
        kind = self._kinds.get(system.settings.kind)
        if kind is None:
            raise NoSuchThing("There is no such kind of telephone system.")
        return kind

    def fill_in(self, org_id: OrgId, key: str, values: Mapping[str, str], *, by: str) -> None:
        """Keep what was filled in.

        Raises:
            NoSuchThing: the org has none with this key.
            Unprocessable: with the fields that are wrong, each with a code of the pages' words.
        """
        system = self._find(org_id, key)
        kind, known = self.kind_of(system), system.settings
        given = {name: value.strip() for name, value in values.items()}
        faults = kind.faults(given)
        signing = given.get(SIGNING, "")
        if len(signing) > LONGEST_SECRET or not signing.isprintable():
            faults.append(FieldFault(field=SIGNING, message="bad-setting"))
        if faults:
            raise Unprocessable(*faults)
        names = [field.name for field in kind.fields]
        told = {name: given[name] for name in names if given.get(name)}
        secrets = known.secrets
        if signing and not kind.makes_secret and signing not in secrets[:1]:
            secrets = (signing, *secrets)[:MOST_SECRETS]
        changed = replace(
            known,
            secrets=secrets,
            settings={name: told[name] for name in told if name not in kind.secrets},
            vault=known.vault | {name: told[name] for name in told if name in kind.secrets},
        )
        if changed != known:
            self._store.put_connector(changed)
            self._note(org_id, by, f"settings of telephone system {known.name} changed")
