"""The template of docs/connectors/write-your-own.md does what its page says of it.

That it keeps to what every connector keeps to shows the suite beside this: it runs there, too.
"""

import msgspec
import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Command
from cti_adapter.errors import BadSignature, TelephonyError, Unprocessable
from cti_adapter.service.telephone_kinds import fields_of
from cti_adapter.telephony.connector import ApiAnswer, Credentials
from tests.contract.telephony.senders import NOW, Post, signed
from tests.contract.telephony.telling import Told, summary
from tests.contract.telephony.template import ACME, COMES_TO, STORY
from tests.support.talked import talked

OURS = "s3cret"
COMMAND = Command(id="cmd-1", verb="hang_up", native_id="c-42", line=Line("101"))


def access(**settings: str) -> Credentials:
    typed = msgspec.convert(settings, ACME.settings)
    return Credentials(secrets=(OURS,), region="US", settings=typed)


def told(secret: str = OURS, **said: str) -> list[str]:
    body = msgspec.json.encode({"call": "c-42", **said})
    delivery = ACME.read(signed(ACME, Post(body), secret), access())
    return [
        str(one.event.__struct_config__.tag) if one.event else one.item.ignored
        for one in delivery.incoming
    ]


def test_its_story_comes_to_what_the_page_says() -> None:
    """A reader compares the two."""
    what = summary(Told(ACME).play(STORY))

    assert COMES_TO == {name: what[name] for name in COMES_TO}


def test_it_ignores_what_it_does_not_know_and_says_so() -> None:
    assert ["nothing to do about dreaming"] == told(event="1", state="dreaming")


def test_it_believes_nobody_else_and_names_what_is_missing() -> None:
    with pytest.raises(BadSignature):
        told("guessed", event="1")
    with pytest.raises(Unprocessable, match="event"):
        told()


def test_it_asks_for_one_thing_once_it_is_set_up() -> None:
    ready = access(api_url="https://acme.example.com/api")
    requests, follows = talked(ACME.encode(COMMAND, NOW, ready), [ApiAnswer(status=404)])

    assert ["https://acme.example.com/api/hang-up"] == [each.url for each in requests]
    assert () == follows
    assert frozenset({"hang-up"}) == ACME.can(ready)
    with pytest.raises(TelephonyError, match="cannot hang_up"):
        talked(ACME.encode(COMMAND, NOW, access()))


def test_its_form_follows_from_its_settings() -> None:
    (field,) = fields_of(ACME.settings)

    assert ("api_url", "Adresse der API") == (field.name, field.label["de"])
