"""Commands reach the telephone system of the call, or say why not; over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.egress import NotSent
from cti_adapter.errors import CommandRefused, SettingsError, TelephonyError
from cti_adapter.telephony.connector import ApiAnswer, ApiRequest, Conversation, Credentials
from cti_adapter.telephony.dispatch import Dispatch, Exchange, HttpLine, hold, send_all
from cti_adapter.telephony.registry import CONNECTORS, connector_of
from tests.support.answering import Asked, Said, answering

SECRET = "whsec_Zmlyc3Qgc2VjcmV0"
COMMAND = Command(id="cmd-1", verb="hold", native_id="c-42", leg_id="l-7", line=Line("101"))


@contextmanager
def telephone_system(status: int, **headers: str) -> Iterator[tuple[str, list[bytes]]]:
    """Serve a command address that answers with a status; yield it and what it received."""
    received: list[bytes] = []

    def take(asked: Asked) -> Said:
        Webhook(SECRET).verify(asked.body, asked.headers)
        received.append(asked.body)
        return Said(status, headers=headers)

    with answering(take) as origin:
        yield f"{origin}/commands", received


def dispatch(command_url: str) -> Dispatch:
    exchange = Exchange(
        key="pbx",
        kind="generic",
        credentials=Credentials(secrets=(SECRET,), region="US", command_url=command_url),
    )
    return Dispatch(lambda _: exchange, lambda: datetime.now(UTC), HttpLine(loopback=True))


def test_a_command_arrives_signed() -> None:
    """It is verified there as events are verified here."""
    with telephone_system(202) as (url, received):
        dispatch(url).send("pbx", COMMAND)

    assert ["command.hold"] == [json.loads(body)["type"] for body in received]


@pytest.mark.parametrize(
    ("status", "is_final"),
    [(301, False), (404, True), (408, False), (409, True), (429, False), (500, False)],
)
def test_a_refusal_is_told_and_whether_another_try_could_help(status: int, is_final: bool) -> None:  # noqa: FBT001 - a table
    """Also a redirect: a signed command goes to the address an admin entered, nowhere else."""
    with telephone_system(status, location="http://127.0.0.1:9/") as (url, received):
        with pytest.raises(TelephonyError, match=f"HTTP {status}") as failed:
            dispatch(url).send("pbx", COMMAND)

        assert (1, is_final) == (len(received), isinstance(failed.value, CommandRefused))


def test_who_is_not_there_cannot_be_reached() -> None:
    """Nothing listens on port 9; the words name no address."""
    with pytest.raises(TelephonyError) as failed:
        dispatch("http://127.0.0.1:9/commands").send("pbx", COMMAND)

    assert "the telephone system cannot be reached" == str(failed.value)


def test_who_has_no_address_takes_no_commands() -> None:
    """A system that only tells."""
    with pytest.raises(TelephonyError, match="takes no commands"):
        dispatch("").send("pbx", COMMAND)


def test_every_kind_is_found_by_its_name() -> None:
    """The configuration spells it."""
    kinds = [connector.kind for connector in CONNECTORS]

    assert kinds == [connector_of(kind).kind for kind in kinds]


def test_an_unknown_kind_is_told_which_there_are() -> None:
    """A typing error in a configuration file."""
    with pytest.raises(SettingsError, match="there are: generic, "):
        connector_of("genric")


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://pbx.example.com/c", "ftp://pbx.example.com/c"]
)
def test_nothing_is_sent_where_commands_may_not_go(url: str) -> None:
    """Whatever a connector makes of its settings: the rules of the command URL hold for all."""
    with pytest.raises(TelephonyError, match="cannot be reached"):
        dispatch(url).send("pbx", COMMAND)


def test_a_conversation_without_an_end_is_broken_off() -> None:
    """A vendor whose next page is always another one."""

    def endless() -> Conversation[None]:
        while True:
            yield ApiRequest(url="https://api.example.com/calls")

    with pytest.raises(TelephonyError, match="does not come to an end"):
        hold(endless(), lambda _: ApiAnswer(status=200))


def test_what_follows_an_event_is_sent_though_the_first_of_it_fails() -> None:
    """Nobody waits for it, so what fails is logged."""
    asked: list[str] = []

    def send(request: ApiRequest) -> ApiAnswer:
        asked.append(request.url)
        if len(asked) == 1:
            raise NotSent("too-slow")
        return ApiAnswer(status=500)

    send_all(
        [ApiRequest(url="https://a.example.com"), ApiRequest(url="https://b.example.com")], send
    )

    assert ["https://a.example.com", "https://b.example.com"] == asked
