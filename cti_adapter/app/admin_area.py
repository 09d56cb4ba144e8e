"""The admin pages, put together: the part of the composition root that they take.

Like web.py it only makes parts and hands them to those who need them.
"""

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial

import msgspec
from flask import Blueprint, Flask

from cti_adapter.app.privacy import Privacy
from cti_adapter.app.set_up import SetUpArea
from cti_adapter.app.sight import look
from cti_adapter.configuration.task_settings import TaskShape
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.receivers.post import HttpSender
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.comparing import Comparing
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.link_ports import LinkPorts
from cti_adapter.service.live import Live
from cti_adapter.service.ports import Agent
from cti_adapter.service.receiver_address import Reach
from cti_adapter.service.receivers import Receivers
from cti_adapter.service.reconciling import Reconciling
from cti_adapter.service.second_logs import SecondLogs
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage
from cti_adapter.storage.sessions import Session
from cti_adapter.web.admin import Door, Frame, admin
from cti_adapter.web.admin.audit import AuditPage
from cti_adapter.web.admin.callers import CallersPage
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.doctor import DoctorPage
from cti_adapter.web.admin.live import LivePage
from cti_adapter.web.admin.numbers import NumbersPage
from cti_adapter.web.admin.overview import Overview, SetUpView
from cti_adapter.web.admin.receivers import ReceiverPages
from cti_adapter.web.admin.reconciliation import ReconciliationPage
from cti_adapter.web.admin.rights import Rights
from cti_adapter.web.admin.sessions import SessionsPage
from cti_adapter.web.admin.set_up import call_center_file
from cti_adapter.web.admin.settings import SettingsPages
from cti_adapter.web.admin.sign_in import AdminSignIn
from cti_adapter.web.admin.story import StoryPage
from cti_adapter.web.admin.trials import Trials
from cti_adapter.web.call_page import CallPage


class AdminArea(msgspec.Struct, frozen=True, kw_only=True):
    """What the admin pages are made of."""

    storage: Storage
    orgs: OrgBook
    configuration: Configuration
    flow: CallFlow
    second_logs: SecondLogs
    privacy: Privacy
    usage: Callable[[OrgId], tuple[int, int] | None]
    """API requests of the day: used up, and allowed."""
    end: Callable[[set[str]], None]
    """Told the sign-ins of softphones that ended."""
    still_agent: Callable[[Session], bool]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    settings: Settings

    def put_on(self, app: Flask) -> tuple[Frame, Door, list[Blueprint]]:
        """Give the app the words of the pages; return frame, door and blueprints."""
        storage, orgs, clock = self.storage, self.orgs, self.clock
        rights = Rights(storage.admin_sessions, orgs, clock)
        frame = Frame(
            sessions=storage.admin_sessions,
            as_of_now=rights.as_of_now,
            orgs=orgs,
            catalogue=Catalogue.load(),
            clock=clock,
            public_url=self.settings.public_url,
        )
        frame.dress(app)
        desk = AdminSignIn(storage.sign_in, orgs, rights, clock)
        door = Door(frame, storage.admin_sessions, desk, orgs, clock)
        links = LinkPorts(
            roster=storage.agents,
            users=lambda org_id: orgs.salesforce(org_id).directory,
            history=self.configuration,
            sign_out=self._sign_out,
            policy=orgs.policy,
            clock=clock,
            new_id=self.new_id,
        )
        agents, admins = storage.sessions, storage.admin_sessions
        sessions = SessionsPage(frame, agents, admins, self.end, clock).blueprint()
        connections = SetUpArea(self.settings, storage, orgs, self.configuration, clock)
        file = call_center_file(frame, self.settings.public_url)
        view = SetUpView(
            found=connections.set_up.found,
            systems=connections.systems.all,
            steps=lambda at: connections.set_up.steps(at, connections.progress(at)),
            usage=self.usage,
        )
        live = LivePage(frame, Live(storage.live, orgs.policy, clock)).blueprint()
        audit = AuditPage(frame, storage.audit, storage.agents.names).blueprint()
        overview = Overview(frame, storage, view, clock).blueprint()
        numbers = NumbersPage(
            frame, orgs.policy, lambda org_id: orgs.salesforce(org_id).find
        ).blueprint()
        comparing = Comparing(
            storage.reconciliation.calls_of,
            orgs.salesforce,
            self.second_logs,
            storage.findings,
            clock,
        )
        reconciliation = ReconciliationPage(
            frame,
            storage,
            Reconciling(self.flow),
            comparing,
            policy=orgs.policy,
            clock=clock,
        ).blueprint()
        receivers = ReceiverPages(frame, self._receivers()).blueprint()
        sight = partial(look, settings=self.settings, storage=storage, orgs=orgs, area=connections)
        doctor = DoctorPage(frame, sight, connections.check_all, clock).blueprint()
        of_calls = (numbers, reconciliation, StoryPage(frame, storage, orgs.policy).blueprint())
        exporting, erasing = self.privacy.exporting(clock), self.privacy.erasing()
        callers = CallersPage(frame, orgs, exporting, erasing).blueprint()
        more = (
            callers,
            audit,
            overview,
            live,
            doctor,
            sessions,
            *of_calls,
            receivers,
            *connections.pages(frame),
        )

        def task(org_id: OrgId) -> TaskShape:
            orgs.look_anew(org_id)  # a field may be named the moment it was made
            return orgs.salesforce(org_id).task_shape()

        call = CallPage(
            frame,
            sessions=storage.sessions,
            still_agent=self.still_agent,
            people=storage.people,
            units=storage.units,
            orgs=orgs,
            clock=clock,
        ).blueprint()
        trials = Trials(frame, storage.units, storage.reconciliation.newest)
        settings = SettingsPages(frame, self.configuration, task, trials).blueprint()
        pages = admin(frame, door, links, self.configuration, settings, *more)
        return frame, door, [*pages, file, call]

    def _receivers(self) -> Receivers:
        """Return what is done on page Receivers."""
        reach = Reach.of(self.settings.receiver_networks, loopback=self.settings.is_loopback)
        return Receivers(
            self.storage.receivers,
            self.storage.findings,
            send=HttpSender(reach, self.clock),
            note=self._note,
            clock=self.clock,
            random_bytes=os.urandom,
            reach=reach,
        )

    def _note(self, org_id: OrgId, by: str, what: str) -> None:
        self.configuration.note(org_id, by=by, summary=what)

    def _sign_out(self, agent: Agent) -> None:
        """End everything that the user of an agent has open, here at once and elsewhere soon."""
        if agent.user_id is not None:
            sessions = self.storage.sessions
            self.end(sessions.end_all_of(agent.org_id, agent.user_id, self.clock()))
