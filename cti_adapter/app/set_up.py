"""The part of the composition root that puts set-up, Salesforce and telephone pages together.

Nothing is built at import time; admin_area.py calls this once. Speaks to nobody before it is asked.
"""

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

from flask import Blueprint

from cti_adapter.app.outside import OUTSIDE, seen_from_outside, softphone_of
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.check import check
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.default_owner import DefaultOwners
from cti_adapter.service.findings import Finding
from cti_adapter.service.set_up import SetUp
from cti_adapter.service.set_up_steps import Progress
from cti_adapter.service.signals import SUBJECT
from cti_adapter.service.signed_address import SignedAddress
from cti_adapter.service.telephone_settings import TelephoneSettings
from cti_adapter.service.telephone_systems import ConnectorSettings, TelephoneSystems
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage
from cti_adapter.telephony.dispatch import HttpLine
from cti_adapter.telephony.registry import kinds
from cti_adapter.telephony.trial import send_trial
from cti_adapter.web.admin.addresses import AddressPart
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.salesforce import SalesforcePage
from cti_adapter.web.admin.set_up import SetUpPage
from cti_adapter.web.admin.telephony import TelephonyPages


class SetUpArea:
    """The pages of the set-up, and what they are made of.

    Args:
        settings: of the deployment.
        storage: where everything is kept.
        orgs: the orgs, ready to use.
        configuration: what their admins decided.
        clock: now.
    """

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        orgs: OrgBook,
        configuration: Configuration,
        clock: Callable[[], datetime],
    ) -> None:
        self._storage = storage
        self._orgs = orgs
        self._configuration = configuration
        self._clock = clock
        self._public_url = settings.public_url
        self._line_out = HttpLine(loopback=settings.is_loopback)
        self.systems = TelephoneSystems(
            storage.settings,
            storage.findings,
            kinds=kinds(),
            send_trial=self._send_trial,
            note=self._note,
            clock=clock,
            random_bytes=os.urandom,
            loopback=settings.is_loopback,
        )
        self.settings = TelephoneSettings(
            storage.settings,
            self.systems.get,
            kinds={each.name: each for each in kinds()},
            note=self._note,
        )
        self.set_up = SetUp(
            storage.settings,
            configuration,
            storage.findings,
            check=self._check,
            clock=clock,
            new_id=lambda: uuid4().hex,
            public_url=settings.public_url,
            loopback=settings.is_loopback,
        )
        self.owners = DefaultOwners(orgs, configuration)

    def pages(self, frame: Frame) -> list[Blueprint]:
        """Return the pages under /admin."""
        intake, signals = self._addresses(frame)
        salesforce = SalesforcePage(
            frame,
            self.set_up,
            self.owners,
            self._configuration,
            intake=intake,
            signals=signals,
        )
        return [
            SetUpPage(frame, self.set_up, self._configuration, self.progress).blueprint(),
            salesforce.blueprint(),
            intake.blueprint(),
            signals.blueprint(),
            TelephonyPages(frame, self.systems, self.settings, self._public_url).blueprint(),
        ]

    def _addresses(self, frame: Frame) -> tuple[AddressPart, AddressPart]:
        """Return the parts about form submissions and about sign-outs of the org."""
        storage = self._storage
        part = partial(
            AddressPart,
            frame,
            findings=storage.findings,
            clock=self._clock,
            public_url=self._public_url,
        )
        forms = SignedAddress(storage.intakes, "form", os.urandom)
        signals = SignedAddress(storage.signals, "signal", os.urandom)
        return part("intake", forms), part("signals", signals, heard=SUBJECT)

    def progress(self, org_id: OrgId) -> Progress:
        """Return how far an org has come; nothing where there is none yet."""
        if not org_id:
            return Progress()
        systems = self.systems.all(org_id)
        heads = self._storage.agents.headcount(org_id)
        return Progress(
            has_secrets={"client_secret", "private_key"} <= self.set_up.kept_secrets(org_id),
            systems=len(systems),
            systems_heard=sum(system.taken is not None for system in systems),
            linked_agents=heads.agents - heads.unlinked,
            signed_in=self._storage.milestones.has_sessions(org_id),
            has_calls=self._storage.milestones.has_calls(org_id),
        )

    def check_all(self, org_id: OrgId) -> None:
        """Ask the org anew, and look at our own page as a browser would; keep what was found."""
        self.set_up.check(org_id)
        softphone = softphone_of(self._public_url, self._orgs.entry(org_id).key)
        found = seen_from_outside(softphone, self._clock())
        self._storage.findings.put(org_id, OUTSIDE, found)

    def _check(self, org_id: OrgId) -> Finding:
        self._orgs.look_anew(org_id)  # what was saved, or changed in the org, a moment ago
        try:
            access = self._orgs.access(org_id)
        except SettingsError as error:  # none of our keys opens what the sign-in needs
            return Finding(at=self._clock(), code="secrets-locked", words=str(error))
        found = check(access, self._clock, self._orgs.policy(org_id).matched_objects)
        if found.is_fine:  # what was repaired is not waited for
            self._storage.queue.probe_at_once(org_id, self._clock())
        return found

    def _send_trial(self, connector: ConnectorSettings) -> Finding:
        exchange = self._orgs.exchange_by(connector)
        return send_trial(exchange, self._line_out, now=self._clock(), id_=uuid4().hex)

    def _note(self, org_id: OrgId, by: str, what: str) -> None:
        self._configuration.note(org_id, by=by, summary=what)
