"""The form of a kind of telephone system follows from its settings, and says what is wrong."""

from typing import Annotated, Literal

import msgspec
import pytest

from cti_adapter.service.telephone_kinds import Kind, fields_of
from cti_adapter.telephony.connector import Secret, Text, labelled


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One of each."""

    account: Annotated[Text, labelled("Account", "Konto", en_help="As shown.")] = ""
    port: Annotated[int, labelled("Port", "Port")] = 5038
    agent_by: Annotated[Literal["id", "email"], labelled("By", "Nach")] = "email"
    key: Annotated[Secret, labelled("Key", "Schlüssel", lines=6)] = ""


KIND = Kind(
    name="acme",
    label={"en": "Acme", "de": "Acme"},
    fields=fields_of(Settings),
    settings=Settings,
)


def test_every_setting_is_a_field_with_its_words() -> None:
    account, port, agent_by, key = KIND.fields

    assert ("account", "Konto", "As shown.") == (
        account.name,
        account.label["de"],
        account.help["en"],
    )
    assert ("5038", ("email", "id")) == (port.default, tuple(sorted(agent_by.choices)))
    assert (True, 6) == (key.is_secret, key.lines)
    assert frozenset({"key"}) == KIND.secrets


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"account": "AC1", "port": "5039", "agent_by": "id"}, []),
        ({"account": "", "port": "", "agent_by": ""}, []),
        ({"port": "many"}, ["port"]),
        ({"agent_by": "shoe size", "account": "a\nb"}, ["account", "agent_by"]),
        ({"account": "a" * 501}, ["account"]),
        ({"key": "-----BEGIN\nEND-----\n"}, []),
        ({"nobody": "asks"}, []),
    ],
    ids=str,
)
def test_what_is_filled_in_wrongly_is_named(values: dict[str, str], faults: list[str]) -> None:
    assert faults == sorted(fault.field for fault in KIND.faults(values))


def test_what_does_not_fit_any_more_is_its_default() -> None:
    """A file of another release, or a hand in the database: calls go on."""
    typed = KIND.typed({"account": "AC1", "port": "many", "gone": "since"})

    assert Settings(account="AC1") == typed
