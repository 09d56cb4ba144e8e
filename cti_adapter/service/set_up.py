"""From an empty database to the first call: make an org, connect it, pin its hosts, check it.

Every step says whether it is done, open or failed. Secrets come in here and never go out. The
checks themselves speak to the outside (salesforce/check.py); what they found is kept as findings.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.findings import Finding, Findings
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.service.org_hosts import host_faults, login_origin
from cti_adapter.service.ports import Clock
from cti_adapter.service.server_key import BadKey, checked_key, make_key_pair
from cti_adapter.service.set_up_steps import STEPS, Progress, Step, steps_of

CONNECTION: Final = "connection"
"""The subject under which the check of an org's access keeps what it found."""

ANYBODYS_LOGIN: Final = "https://login.salesforce.com"

_ORG_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_REGION = re.compile(r"[A-Z]{2}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{10,255}")
_LONGEST_NAME = 80
_LONGEST = 255


class OrgStore(Protocol):
    """Where orgs are kept (storage/settings.py)."""

    def add_org(
        self, org_id: OrgId, *, key: str, name: str, config: Mapping[str, Any], at: datetime
    ) -> None:
        """Add an org without secrets; StateConflict where another has its key."""
        ...

    def org_secrets(self, org_id: OrgId) -> Mapping[str, str]: ...


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """How an org is reached, as an admin typed it; an empty secret leaves the old one."""

    login_url: str
    client_id: str
    client_secret: str
    username: str
    api_version: str = "67.0"


class SetUp:
    """What the pages of the set-up do.

    Args:
        orgs: where orgs are kept.
        configuration: what an org's admins decided.
        findings: what the checks found last.
        check: signs in to an org and looks around.
        clock: now.
        new_id: an id nobody else has.
        public_url: our own origin.
        loopback: whether the product itself runs on loopback.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        orgs: OrgStore,
        configuration: Configuration,
        findings: Findings,
        *,
        check: Callable[[OrgId], Finding],
        clock: Clock,
        new_id: Callable[[], str],
        public_url: str,
        loopback: bool,
    ) -> None:
        self._orgs = orgs
        self._configuration = configuration
        self._findings = findings
        self._check = check
        self._clock = clock
        self._new_id = new_id
        self._public_url = public_url
        self._loopback = loopback

    # the org

    def make_org(self, *, key: str, name: str, region: str) -> OrgId:
        """Make an org that is still to be connected.

        Raises:
            Unprocessable: with the fields that are wrong, each with a code of the pages' words.
            StateConflict: another org has this key.
        """
        faults = []
        if not _ORG_KEY.fullmatch(key):
            faults.append(FieldFault(field="key", message="bad-key"))
        if not _is_name(name, _LONGEST_NAME):
            faults.append(FieldFault(field="name", message="no-name"))
        if not _REGION.fullmatch(region):
            faults.append(FieldFault(field="region", message="no-region"))
        if faults:
            raise Unprocessable(*faults)
        config = OrgConfig(
            login_url=ANYBODYS_LOGIN, client_id="", username="", policy=Policy(region=region)
        )
        org_id = OrgId(f"org-{self._new_id()}")
        self._orgs.add_org(
            org_id, key=key, name=name, config=msgspec.to_builtins(config), at=self._clock()
        )
        return org_id

    # the connection

    def connect(self, org_id: OrgId, access: Access, *, version: int, by: str) -> None:
        """Say how the org is reached; what was found before is forgotten.

        Raises:
            Unprocessable: with the fields that are wrong.
            ChangedMeanwhile: the configuration was changed since it was shown.
        """
        login_url, fault = login_origin(access.login_url, loopback=self._loopback)
        faults = [FieldFault(field="login_url", message=fault)] if fault else []
        if not _CLIENT_ID.fullmatch(access.client_id):
            faults.append(FieldFault(field="client_id", message="no-client-id"))
        if "@" not in access.username or not _is_name(access.username, _LONGEST):
            faults.append(FieldFault(field="username", message="no-username"))
        if not re.fullmatch(r"\d{2,3}\.0", access.api_version):
            faults.append(FieldFault(field="api_version", message="no-version"))
        if not access.client_secret and not self._orgs.org_secrets(org_id).get("client_secret"):
            faults.append(FieldFault(field="client_secret", message="no-secret"))
        if faults:
            raise Unprocessable(*faults)

        def edit(config: OrgConfig) -> OrgConfig:
            return replace(
                config,
                login_url=login_url,
                client_id=access.client_id,
                username=access.username,
                api_version=access.api_version,
            )

        self._configuration.change(
            org_id, edit, version=version, by=by, summary="Salesforce connection"
        )
        if access.client_secret:
            self._keep(org_id, by, client_secret=access.client_secret)
        self._findings.drop(org_id, like=CONNECTION)

    def make_key(self, org_id: OrgId, *, by: str) -> None:
        """Make a new key for the server's own sign-in, with a certificate for the org."""
        pair = make_key_pair(urlsplit(self._public_url).hostname or "cti-adapter", self._clock())
        self._keep(org_id, by, private_key=pair.private_key, certificate=pair.certificate)
        self._findings.drop(org_id, like=CONNECTION)

    def take_key(self, org_id: OrgId, pem: str, *, by: str) -> None:
        """Keep a key that an admin pasted.

        Raises:
            Unprocessable: it is none we can use.
        """
        try:
            key = checked_key(pem)
        except BadKey as error:
            raise Unprocessable(FieldFault(field="private_key", message=str(error))) from error
        self._keep(org_id, by, private_key=key, certificate="")
        self._findings.drop(org_id, like=CONNECTION)

    def certificate(self, org_id: OrgId) -> str:
        """Return the certificate for the org; "" where the key was pasted, or there is none."""
        return self._orgs.org_secrets(org_id).get("certificate", "")

    def kept_secrets(self, org_id: OrgId) -> frozenset[str]:
        """Return the names of the secrets that are there, never the secrets."""
        secrets = self._orgs.org_secrets(org_id)
        return frozenset(name for name, secret in secrets.items() if secret)

    def check(self, org_id: OrgId) -> Finding:
        """Sign in to the org, look around, and keep what was found."""
        found = self._check(org_id)
        self._findings.put(org_id, CONNECTION, found)
        return found

    def found(self, org_id: OrgId) -> Finding | None:
        """Return what the last check of the connection found."""
        return self._findings.of(org_id, like=CONNECTION).get(CONNECTION)

    # its hosts

    def pin(self, org_id: OrgId, hosts: tuple[str, ...], *, version: int | None, by: str) -> None:
        """Say which origins may frame the softphone.

        Raises:
            Unprocessable: with each origin that may not, and why.
            ChangedMeanwhile: the configuration was changed since it was shown.
        """
        faults = host_faults(hosts, loopback=self._loopback)
        if not hosts:
            faults.append(FieldFault(field="", message="no-hosts"))
        if faults:
            raise Unprocessable(*faults)
        self._configuration.change(
            org_id,
            lambda config: replace(config, hosts=hosts),
            version=version,
            by=by,
            summary="hosts of the softphone",
        )

    # all steps

    def steps(self, org_id: OrgId, progress: Progress) -> tuple[Step, ...]:
        """Return every step with its state; before there is an org, all but the first are open."""
        if not org_id:
            return tuple(Step(code=code, state="open") for code in STEPS)
        config = self._configuration.current(org_id).config
        found = self.found(org_id)
        return steps_of(config, found, progress)

    def _keep(self, org_id: OrgId, by: str, **secrets: str) -> None:
        named = {f"salesforce/{name}": secret for name, secret in secrets.items()}
        self._configuration.replace(
            org_id,
            lambda document: document,
            version=None,
            by=by,
            summary="Salesforce secrets",
            secrets=named,
        )


def _is_name(text: str, longest: int) -> bool:
    return bool(text.strip()) and len(text) <= longest and text.isprintable()
