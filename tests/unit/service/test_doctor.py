"""The doctor: each way a set-up can be wrong has a line of its own, in words, with a remedy."""

from functools import partial

import pytest

from cti_adapter.service.doctor import CHECKS, Seen, Verdict, examine
from cti_adapter.web.admin.catalogue import Catalogue
from cti_adapter.web.admin.doctor import worded
from cti_adapter.web.languages import LANGUAGES
from tests.unit.service.set_ups import (
    CASES,
    CAUSES,
    FOLLOWS,
    RIGHT,
    decided,
    refused,
    told,
    where,
)

CATALOGUE = Catalogue.load()


def states(seen: Seen) -> dict[str, tuple[str, str]]:
    """Return how every line stands, and which sentence it has."""
    return {each.name: (each.verdict.state, each.verdict.code) for each in examine(seen)}


def test_what_is_right_leaves_nothing_to_do_but_what_only_hands_can_look_at() -> None:
    """And nobody is told that all is well where nobody has looked."""
    found = states(RIGHT)
    by_hand = {"layout", "trusted-url", "rules"}

    assert by_hand == {name for name, (state, _) in found.items() if state != "ok"}
    assert {"unknown"} == {found[name][0] for name in by_hand}


@pytest.mark.parametrize(
    ("name", "seen", "state", "code"),
    CASES,
    ids=[f"{at}-{case[0]}-{case[3]}" for at, case in enumerate(CASES)],
)
def test_each_fault_has_its_own_line_and_leaves_the_others_alone(
    name: str, seen: Seen, state: str, code: str
) -> None:
    """The missing field is not hidden behind the missing call center, and the other way round."""
    right, found = states(RIGHT), states(seen)
    follows = FOLLOWS.get(name, set()) if found[name][0] != "ok" else set()

    assert (state, code) == found[name]
    assert {name} | follows >= {each for each in right if found[each] != right[each]}


def test_where_nobody_came_in_only_the_connection_fails() -> None:
    """One cause, one failed line; of the rest it is said that nobody knows."""
    found = states(refused("secret-wrong"))
    unseen = {name for name, told in found.items() if told == ("unknown", "unseen")}

    assert ("fail", "secret-wrong") == found["connection"]
    assert ["connection"] == [name for name, (state, _) in found.items() if state == "fail"]
    assert {"call-key", "task-fields", "call-center", "limits", "clock"} <= unseen
    assert ("unknown", "unseen") == states(where(found=None))["connection"]


@pytest.mark.parametrize(
    ("seen", "name", "code"),
    [
        (CAUSES[0], "clock", "clock"),
        (CAUSES[1], "api-version", "version"),
        (CAUSES[2], "secrets", "secrets"),
    ],
    ids=["clock", "version", "secrets"],
)
def test_what_keeps_the_server_out_and_has_a_line_fails_there_alone(
    seen: Seen, name: str, code: str
) -> None:
    """One cause, one failed line: the connection's says only where to look."""
    found = states(seen)

    assert [name] == [each for each, (state, _) in found.items() if state == "fail"]
    assert ("unknown", code) == found["connection"]


def test_an_object_that_was_chosen_and_is_not_tracked_is_named() -> None:
    """Its records could never be assigned."""
    chosen = decided(tracked_objects=("Project__c", "Badge__c"))

    assert ("fail", "lost") == states(where(config=chosen))["tracked-objects"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_words_and_every_fault_a_remedy(language: str) -> None:
    """In both languages, with every gap filled."""
    seen = [case[1] for case in CASES] + [RIGHT, where(found=None), told(tracked="")]
    seen += [refused("secret-wrong"), *CAUSES]
    lost = decided(tracked_objects=("Badge__c",))
    say = partial(CATALOGUE.say, language)
    lines = [worded(each, say) for one in (*seen, where(config=lost)) for each in examine(one)]

    assert {check.name for check in CHECKS} == {line.name for line in lines}
    assert [] == [line for line in lines if line.state == "fail" and not line.do]
    assert [] == [line for line in lines if not line.what]


def test_no_words_are_kept_for_what_the_doctor_never_says() -> None:
    """What no case of this file reaches is not said, or not tested."""
    lost = where(config=decided(tracked_objects=("Badge__c",)))
    reached = {
        f"doctor.{name}.{code}"
        for one in (*(case[1] for case in CASES), RIGHT, lost, *CAUSES)
        for name, (_, code) in states(one).items()
    }
    names = {check.name for check in CHECKS}
    written = {
        key.rpartition(".")[0]
        for key in CATALOGUE.keys("en")
        if key.endswith(".what") and key.split(".")[0] == "doctor" and key.split(".")[1] in names
    }

    assert set() == written - reached


def test_a_verdict_says_no_more_than_its_gaps() -> None:
    """Numbers become words once, where the verdict is made."""
    found = {each.name: each.verdict for each in examine(RIGHT)}

    assert Verdict(state="ok", code="ok", gaps={"seconds": "2"}) == found["clock"]
