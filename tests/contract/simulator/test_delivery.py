"""Events get through, in order, whatever the hook does; raw ones go out as they are."""

import requests

from cti_adapter.simulator.server import Setup, Simulator
from tests.contract.simulator.hook import SECRET, Hook
from tests.contract.simulator.telephone import Telephone


def test_an_event_is_repeated_under_its_id_until_it_is_taken(
    telephone: Telephone, hook: Hook
) -> None:
    """A server that restarts must not cost a call."""
    hook.answers.extend([503, 429])
    telephone.rings()

    first, second, third, fourth = hook.wait_for_deliveries(4)[:4]
    assert first == second == third != fourth
    assert hook.wait_for("leg.offered")


def test_an_event_the_hook_calls_wrong_is_not_repeated(telephone: Telephone, hook: Hook) -> None:
    """It would be wrong the next time too, and must not stop what follows."""
    hook.answers.append(422)
    telephone.rings()

    created, offered = hook.wait_for_deliveries(2)[:2]
    assert created != offered
    states = [each["state"] for each in telephone.get("/events")["events"]]
    assert states[0] == "refused"


def test_a_raw_event_is_signed_and_sent_as_it_is(telephone: Telephone, hook: Hook) -> None:
    """Tests send repeats, disorder and nonsense through here."""
    body = b'{"id":  "evt-7", "type":"leg.offered", "nonsense": []}'
    for _ in range(2):
        answer = telephone.send(
            "POST", "/events", data=body, headers={"content-type": "application/json"}
        )
        assert answer.json()["status"] == 202

    assert hook.bodies == [body, body]
    assert hook.ids == ["evt-7", "evt-7"]


def test_a_raw_batch_gets_an_id_or_the_one_that_is_named(telephone: Telephone, hook: Hook) -> None:
    """A batch has ids inside, the delivery needs one of its own."""
    telephone.post("/events", [])
    telephone.post("/events?webhook-id=mine", [])

    assert hook.ids[0].startswith("raw-")
    assert hook.ids[1] == "mine"


def test_what_cannot_be_signed_is_refused(telephone: Telephone) -> None:
    """The signature is over text."""
    headers = {"content-type": "application/json"}
    answer = telephone.send("POST", "/events", data=b"\xff", headers=headers)

    assert answer.status_code == 422


def test_a_hook_that_is_gone_is_waited_for() -> None:
    """Events wait in the simulator; a raw event is refused at once."""
    setup = Setup(hook_url="http://127.0.0.1:1/hooks/phone", secret=SECRET)
    with Simulator(setup) as simulator:
        telephone = Telephone(simulator.url)
        telephone.rings()

        assert telephone.post("/events", {}).status_code == 409
        states = [each["state"] for each in telephone.get("/events")["events"]]
        assert states == ["waiting", "waiting"]


def test_the_page_offers_callers_and_scripts_and_is_closed_to_others(
    telephone: Telephone,
) -> None:
    """The page runs its own script only and cannot be framed."""
    page = telephone.send("GET", "/")

    assert "Ada Lovelace" in page.text
    assert "<option" in page.text
    assert ">short</option>" in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert telephone.send("GET", "/static/telephone.js").status_code == requests.codes.ok
    assert telephone.send("GET", "/healthz").text == "ok\n"
