"""The template of docs/connectors/write-your-own.md, run as it stands there."""

import hmac
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import BadSignature, TelephonyError, Unprocessable
from cti_adapter.service.telephone_kinds import fields_of
from cti_adapter.telephony.connector import ApiAnswer, Connector, Credentials, WebhookRequest
from tests.support.talked import talked

PAGE = Path(__file__).parents[3] / "docs" / "connectors" / "write-your-own.md"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OURS = "s3cret"
COMMAND = Command(id="cmd-1", verb="hang_up", native_id="c-42", line=Line("101"))


@pytest.fixture(scope="module")
def acme() -> Connector:
    """Run the code of the page, and return the connector it makes."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    made: dict[str, Any] = {"__name__": "acme"}
    exec(compile(code, str(PAGE), "exec"), made)  # noqa: S102 - our own page, as a reader runs it
    connector: Connector = made["Acme"]()
    return connector


def access(acme: Connector, **settings: str) -> Credentials:
    typed = msgspec.convert(settings, acme.settings)
    return Credentials(secrets=(OURS,), region="US", settings=typed)


def sent(content: dict[str, Any], secret: str = OURS) -> WebhookRequest:
    body = msgspec.json.encode(content)
    signature = hmac.new(secret.encode(), body, "sha256").hexdigest()
    return WebhookRequest(headers={"x-acme-signature": signature}, body=body, received_at=NOW)


def told(acme: Connector, **said: str) -> list[str]:
    content = {"call": "c-42", "event": "1", "extension": "101", **said}
    delivery = acme.read(sent(content), access(acme))
    return [
        str(one.event.__struct_config__.tag) if one.event else one.item.ignored
        for one in delivery.incoming
    ]


def test_it_reads_what_was_signed(acme: Connector) -> None:
    assert ["leg.offered"] == told(acme, state="ringing", caller="+14155550101")
    assert ["leg.connected"] == told(acme, state="talking")
    assert ["call.ended"] == told(acme, state="over")
    assert ["nothing to do about dreaming"] == told(acme, state="dreaming")


def test_it_believes_nobody_else(acme: Connector) -> None:
    with pytest.raises(BadSignature):
        acme.read(sent({"call": "c-42"}, secret="guessed"), access(acme))
    with pytest.raises(Unprocessable, match="event"):
        acme.read(sent({"call": "c-42"}), access(acme))


def test_it_asks_for_one_thing_once_it_is_set_up(acme: Connector) -> None:
    ready = access(acme, api_url="https://acme.example.com/api")
    requests, follows = talked(acme.encode(COMMAND, NOW, ready), [ApiAnswer(status=404)])

    assert ["https://acme.example.com/api/hang-up"] == [each.url for each in requests]
    assert () == follows
    assert frozenset({"hang-up"}) == acme.can(ready)
    with pytest.raises(TelephonyError, match="cannot hang_up"):
        talked(acme.encode(COMMAND, NOW, access(acme)))


def test_its_form_follows_from_its_settings(acme: Connector) -> None:
    (field,) = fields_of(acme.settings)

    assert ("api_url", "Adresse der API") == (field.name, field.label["de"])
