"""A configuration changes as a whole, is counted, and can be had again."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from cti_adapter.calls.policy import Policy
from cti_adapter.configuration.document import Document, ReceiverPart, TelephonePart
from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import ChangedMeanwhile, Configuration
from cti_adapter.service.org_config import OrgConfig
from cti_adapter.storage import Storage
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, B
from tests.contract.storage.configured import CONFIG, linked, off, quick

Edit = Callable[[Document], Document]


def test_a_change_is_there_and_counted(
    configuration: Configuration, storage: Storage, changed: list[OrgId]
) -> None:
    """Who changed what is the first question on a Monday."""
    made = configuration.change(ORG, off, version=1, by="ada@example.test", summary="Assignment")
    org = storage.settings.org(ORG)

    assert org is not None
    assert 2 == org.version == made.version == configuration.current(ORG).version
    assert off(CONFIG) == made.config == configuration.current(ORG).config
    assert CONFIG == configuration.current(OTHER_ORG).config
    assert [ORG] == changed
    assert [(2, "ada@example.test", "Assignment", NINE), (1, "", "", NINE)] == [
        (version.number, version.by, version.summary, version.at)
        for version in configuration.versions(ORG)
    ]
    assert () == configuration.versions(OTHER_ORG)


def test_an_old_version_is_told(configuration: Configuration) -> None:
    """Two admins saved the same page: nothing of the first one's is lost unseen."""
    configuration.change(ORG, off, version=1, by="ada@example.test", summary="")

    with pytest.raises(ChangedMeanwhile):
        configuration.change(ORG, quick, version=1, by="alan@example.test", summary="")

    assert off(CONFIG) == configuration.current(ORG).config


def test_of_two_changes_at_the_same_time_none_is_lost(configuration: Configuration) -> None:
    """Both read, both write: the second one reads what the first one wrote."""
    edits = (off, quick)

    with ThreadPoolExecutor(2) as pool:
        done = [
            pool.submit(configuration.change, ORG, edit, version=None, by="", summary="")
            for edit in edits
        ]
        versions = {each.result().version for each in done}

    assert {2, 3} == versions
    assert quick(off(CONFIG)) == configuration.current(ORG).config


def test_of_two_changes_of_one_version_one_is_told(configuration: Configuration) -> None:
    """The check and the write are one transaction."""

    def save(edit: Callable[[OrgConfig], OrgConfig]) -> bool:
        try:
            configuration.change(ORG, edit, version=1, by="", summary="")
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        taken = sorted(pool.map(save, (off, quick)))

    assert [False, True] == taken
    assert 2 == configuration.current(ORG).version


def test_what_changes_nothing_is_not_counted(configuration: Configuration) -> None:
    """A list of versions that says nothing is not read."""
    configuration.change(ORG, off, version=None, by="ada@example.test", summary="")
    again = configuration.change(ORG, off, version=None, by="ada@example.test", summary="")

    assert 2 == again.version
    assert 2 == len(configuration.versions(ORG))


def test_a_link_made_elsewhere_is_counted_once(
    configuration: Configuration, storage: Storage
) -> None:
    """The page of the users writes agents; the configuration has them all the same."""
    storage.people.put_agent(replace(linked(ORG, B, "102"), name="Agent Bee"))
    noted = configuration.note(ORG, by="ada@example.test", summary="Agent Bee")
    again = configuration.note(ORG, by="ada@example.test", summary="Agent Bee")
    agents = configuration.document(ORG, 2).agents

    assert 2 == noted.version == again.version
    assert isinstance(agents, dict)
    assert "Agent Bee" == agents["b"].name


@pytest.mark.requirement("B-15")
def test_what_changes_no_setting_is_recorded_each_time(configuration: Configuration) -> None:
    """Two callers who are erased one after the other are two entries."""
    for summary in ("erased caller #1", "erased caller #2"):
        configuration.record(ORG, by="ada@example.test", summary=summary)
    third, second, first = configuration.versions(ORG)

    assert ("erased caller #2", "erased caller #1") == (third.summary, second.summary)
    assert ("", "ada@example.test") == (first.summary, second.by)
    assert configuration.document(ORG, 3) == configuration.document(ORG, 1)


def test_a_failed_change_leaves_everything(configuration: Configuration) -> None:
    """Nothing is half written."""

    def fail(document: Document) -> Document:
        raise NoSuchThing(f"{document.org} has another plan")

    with pytest.raises(NoSuchThing):
        configuration.replace(ORG, fail, version=None, by="", summary="")

    assert 1 == configuration.held(ORG).version
    assert () == configuration.versions(ORG)


def test_an_org_that_is_not_there_has_no_configuration(configuration: Configuration) -> None:
    """A guessed id finds nothing."""
    nobody = OrgId("nobody")

    with pytest.raises(NoSuchThing):
        configuration.current(nobody)
    with pytest.raises(NoSuchThing):
        configuration.change(nobody, off, version=None, by="", summary="")
    with pytest.raises(NoSuchThing):
        configuration.document(ORG, 7)


def test_telephone_systems_come_and_go_with_their_secrets(
    configuration: Configuration, storage: Storage
) -> None:
    """A secret is given by its reference, and stays where nobody gives another."""

    def second(document: Document) -> Document:
        assert isinstance(document.telephone_systems, dict)
        added = TelephonePart(kind="generic", name="Branch", secret="telephone-systems/hook-2")
        main = replace(document.telephone_systems["hook-1"], name="Head office")
        return replace(document, telephone_systems={"hook-1": main, "hook-2": added})

    secrets = {"telephone-systems/hook-2": "new", "salesforce/client_secret": "other"}
    configuration.replace(ORG, second, version=None, by="", summary="", secrets=secrets)
    systems = {each.key: (each.name, each.secrets) for each in storage.settings.connectors(ORG)}

    assert {"hook-1": ("Head office", ("s",)), "hook-2": ("Branch", ("new",))} == systems
    assert {"client_secret": "other", "private_key": ""} == storage.settings.org_secrets(ORG)

    configuration.replace(
        ORG,
        lambda document: replace(document, telephone_systems={}),
        version=None,
        by="",
        summary="",
    )

    assert () == storage.settings.connectors(ORG)


def test_an_earlier_version_is_had_as_it_was(configuration: Configuration) -> None:
    """What can be had again can be gone back to."""
    before = configuration.held(ORG).document
    configuration.change(ORG, off, version=None, by="", summary="")
    after = configuration.held(ORG).document

    assert before == configuration.document(ORG, 1)
    assert after == configuration.document(ORG, 2)
    assert Policy(smart_assign=False) == after.settings


def test_long_lists_of_versions_come_in_pages(configuration: Configuration) -> None:
    """The newest first."""
    for edit in (off, quick, lambda config: replace(config, username="new@example.test")):
        configuration.change(ORG, edit, version=None, by="", summary="")

    assert [4, 3] == [version.number for version in configuration.versions(ORG, limit=2)]
    assert [2, 1] == [version.number for version in configuration.versions(ORG, before=3)]


def test_the_watch_sees_every_org(configuration: Configuration, storage: Storage) -> None:
    """One question for all orgs, every second."""
    configuration.change(ORG, off, version=None, by="", summary="")

    assert {ORG: 2, OTHER_ORG: 1} == storage.configurations.numbers()


def test_receivers_come_and_go_with_their_secrets(
    configuration: Configuration, storage: Storage
) -> None:
    """As telephone systems do; what a file says of them is what they are told."""
    added = ReceiverPart(
        name="CRM sync",
        url="https://crm.example.com/calls",
        events=("call.logged",),
        secret="receivers/crm",
    )
    moved = replace(added, url="https://crm.example.com/new")

    def say(secrets: dict[str, str], **parts: ReceiverPart) -> None:
        def edit(document: Document) -> Document:
            return replace(document, receivers=parts)

        configuration.replace(ORG, edit, version=None, by="", summary="", secrets=secrets)

    say({"receivers/crm": "new"}, crm=added)
    say({}, crm=moved)
    (receiver,) = storage.receivers.of(ORG)
    held = configuration.held(ORG).document.receivers
    say({})

    assert (moved.url, ("call.logged",), ("new",)) == (
        receiver.url,
        receiver.events,
        receiver.secrets,
    )
    assert {"crm": moved} == held
    assert () == storage.receivers.of(ORG)
