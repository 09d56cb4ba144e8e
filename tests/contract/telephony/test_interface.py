"""What every connector keeps to, beside what it is told: commands, settings, capabilities."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Capability, Command, Target, Verb, verbs_of
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.errors import TelephonyError
from cti_adapter.service.command_url import command_url_fault
from cti_adapter.telephony.connector import ApiAnswer, ApiRequest, Connector, Conversation
from cti_adapter.telephony.registry import kind_of
from tests.contract.telephony.senders import NOW, UNDER_TEST, credentials
from tests.support.talked import talked

EVERY = pytest.mark.parametrize("connector", UNDER_TEST, ids=lambda each: str(each.kind))
VERBS: tuple[Verb, ...] = get_args(Verb)
HANDED_TO = Target(line=Line("102"))
ROOT = Path(__file__).parents[3]
LEGS = ["CA" + "0" * 32, "aaaaaaaa-bbbb-4ccc-8ddd-000000000002", "leg-1", ""]


def command(verb: Verb, leg_id: str = "leg-1", **more: Any) -> Command:
    about: dict[str, Any] = {"native_id": "c-1", "leg_id": leg_id, "digits": "12#", **more}
    asked: dict[str, Any] = {"number": PhoneNumber("+14155550101"), "target": HANDED_TO}
    return Command(id="cmd-1", verb=verb, line=Line("101"), **{**asked, **about})


def said(conversation: Conversation[Any], answers: list[ApiAnswer]) -> list[ApiRequest]:
    """Hold a conversation; a TelephonyError is a good end, anything else raised is none."""
    try:
        return talked(conversation, answers)[0]
    except TelephonyError:
        return []


@EVERY
@pytest.mark.requirement("B-22")
def test_what_it_cannot_do_it_refuses_and_what_it_sends_may_leave(connector: Connector) -> None:
    """Whatever it is asked, and whatever is missing of the call; nothing is sent but over https."""
    access = credentials(connector)
    can = verbs_of(connector.can(access))
    for verb in VERBS:
        for leg_id in LEGS:
            sent = said(connector.encode(command(verb, leg_id), NOW, access), [])
            assert verb in can or not sent
            assert [""] * len(sent) == [
                command_url_fault(each.url, loopback=False) for each in sent
            ]


@EVERY
def test_a_system_that_is_not_set_up_can_do_nothing_and_says_so(connector: Connector) -> None:
    """The panel offers no button that cannot work."""
    bare = replace(
        credentials(connector), secrets=(), command_url="", settings=connector.settings()
    )

    assert frozenset() == connector.can(bare)
    assert connector.probe("id-1", NOW, bare) is None
    for verb in VERBS:
        with pytest.raises(TelephonyError):
            talked(connector.encode(command(verb), NOW, bare))


@EVERY
@settings(max_examples=30, deadline=None, database=None)
@given(
    answers=st.lists(
        st.builds(
            ApiAnswer,
            status=st.sampled_from([200, 201, 204, 301, 401, 404, 409, 429, 500]),
            body=st.binary(max_size=60)
            | st.sampled_from(
                [
                    b"null",
                    b"[]",
                    b'{"conferences":[{"sid":"CF1"}],"participants":[{"call_sid":"CA1"}]}',
                    b'{"calls":[{"sid":7,"start_time":"yesterday"}],"next_page_uri":"/x"}',
                    b'{"_embedded":{"calls":[1,{"uuid":null}]},"conversation_uuid":5}',
                    b"[" * 3000,
                ]
            ),
        ),
        max_size=5,
    ),
    verb=st.sampled_from(VERBS),
)
def test_whatever_the_vendor_answers_is_a_result_or_a_telephony_error(
    connector: Connector, answers: list[ApiAnswer], verb: Verb
) -> None:
    """An agent who pressed a button is told in words, never by a fault of ours."""
    access = credentials(connector)
    for conversation in (
        connector.encode(command(verb, LEGS[0]), NOW, access),
        connector.encode(command(verb, LEGS[1]), NOW, access),
        connector.reconcile(NOW, NOW, access),
        connector.resync(NOW, access),
    ):
        said(conversation, list(answers))


@EVERY
def test_its_form_can_be_read_in_every_language(connector: Connector) -> None:
    """It follows from the settings: each has a default, a label and a help."""
    kind = kind_of(connector)

    assert connector.settings() == kind.typed({})
    for words in (kind.label, *(field.label for field in kind.fields)):
        assert all(words[language] for language in ("en", "de"))
    assert {field.name for field in kind.fields} == set(connector.settings.__struct_fields__)


@EVERY
def test_it_claims_no_more_than_there_is(connector: Connector) -> None:
    """A set-up system can do what its kind can."""
    assert connector.capabilities <= set(get_args(Capability))
    assert connector.can(credentials(connector)) <= connector.capabilities
    assert ("conference-first" in connector.capabilities) == (connector.kind == "twilio")
    assert "s3cret" not in repr(credentials(connector, "s3cret"))


@pytest.mark.parametrize("kind", ["twilio", "vonage", "ctm", "callTrackingMetrics"])
@pytest.mark.requirement("B-22")
def test_it_is_named_in_its_own_files_and_in_the_registry_alone(kind: str) -> None:
    """Whoever adds or removes one touches nothing else."""
    word = re.compile(rf"\b{kind}", re.IGNORECASE)
    folders = (ROOT / "cti_adapter", ROOT / "templates", ROOT / "static" / "js")
    files = (each for folder in folders for each in folder.rglob("*.*") if each.suffix != ".pyc")
    named = {
        file.name
        for file in files
        if file.suffix in {".py", ".html", ".js", ".toml"}
        and word.search(file.read_text(encoding="utf-8"))
    }

    assert "registry.py" in named
    assert [] == [
        name for name in named - {"registry.py"} if not name.startswith(("twilio", "vonage", "ctm"))
    ]
