"""A past call under other settings: what would be decided otherwise, and what cannot be told."""

from typing import Any

import pytest

from cti_adapter.calls.events import CallEvent, CallMerged, PolicyApplied
from cti_adapter.calls.policy import MatchedObject, Policy
from cti_adapter.calls.record import RecordId
from cti_adapter.service.trial import Difference, Tried, changed, tried, would_be_found
from tests.support.builders import ADA, CALL_ID, at
from tests.support.story import play, read
from tests.unit.service.call_stories import ANSWERED, ENDED, FOUND, RINGS, SAVED, WRITTEN

STATED = (
    "09:00:00 | sign-in.stated | 101, signed_in=out/out, linked=true, default_do_not_log=false\n"
)
MISSED = f"{RINGS}{STATED}{FOUND}09:05:00 | call.ended |\n09:05:03 | end.believed |\n"
IN = "09:00:00 | sign-in.stated | 101, signed_in=in/out, linked=true, default_do_not_log=false\n"


def on(table: str, policy: Policy | None = None, /, **change: Any) -> Tried:
    """Try settings on a call that went by the defaults, or by those given."""
    journal: list[CallEvent] = [
        PolicyApplied(at=at("09:00:00"), policy=policy or Policy()),
        *read(table),
    ]
    return tried(play(table, policy).file, journal, change)


def differences(table: str, policy: Policy | None = None, /, **change: Any) -> set[str]:
    """Return what would differ in words: "name: Ada Lovelace → "."""
    found = on(table, policy, **change)
    assert found.untold is None
    return {f"{each.what}: {each.before} → {each.after}" for each in found.differences}


def places(*names: str, **fields: tuple[str, ...]) -> tuple[MatchedObject, ...]:
    return tuple(MatchedObject(object=name, fields=fields.get(name, ())) for name in names)


def test_with_nothing_changed_nothing_differs() -> None:
    """And what decides nothing about a call changes nothing about it."""
    assert Tried(call_id=CALL_ID) == on(f"{SAVED}{WRITTEN}")
    assert Tried(call_id=CALL_ID) == on(f"{SAVED}{WRITTEN}", wrap_up_s=5, silence_h=5)


def test_only_what_differs_is_a_change() -> None:
    """What was set long ago and stays is no change."""
    assert {"minimum_digits": 9} == changed(
        Policy(region="DE"), Policy(region="DE", minimum_digits=9)
    )


@pytest.mark.requirement("B-12")
def test_without_contacts_in_the_rule_the_contact_is_not_found() -> None:
    """From whom to nobody, and nobody is asked."""
    assert {"name: Ada Lovelace → ", "matches: 1 → 0"} == differences(
        f"{SAVED}{WRITTEN}", matched_objects=places("Lead", "Account")
    )
    assert () == on(f"{SAVED}{WRITTEN}", matched_objects=places("Account", "CONTACT")).differences


@pytest.mark.parametrize(
    ("untold", "change"),
    [
        ("search", places("Contact", "Lead", "Account", "Project__c")),
        ("fields", places("Contact", "Lead", Contact=("Phone",))),
    ],
)
def test_a_search_that_nobody_made_is_not_guessed(
    untold: str, change: tuple[MatchedObject, ...]
) -> None:
    """Another object may hold another record, and in which field it stood is not kept."""
    assert Tried(call_id=CALL_ID, untold=untold) == on(f"{SAVED}{WRITTEN}", matched_objects=change)  # type: ignore[arg-type]


def test_fields_of_an_object_that_matched_nothing_make_no_difference() -> None:
    """Where all fields said nothing, one of them says nothing either; more might."""
    narrow = places("Contact", "Lead", Lead=("Phone",))
    wide = places("Contact", "Lead", Lead=("Phone", "MobilePhone"))

    assert (ADA,) == would_be_found([ADA], places("Contact", "Lead"), narrow)
    assert (ADA,) == would_be_found([ADA], wide, narrow)
    assert "search" == on(SAVED, Policy(matched_objects=narrow), matched_objects=wide).untold


def test_a_longer_number_is_asked_for_and_a_short_one_was_never_looked_for() -> None:
    """Upwards it is known what happens, downwards there is no answer."""
    assert {"name: Ada Lovelace → ", "matches: 1 → "} == differences(SAVED, minimum_digits=15)
    assert "search" == on(ENDED, Policy(minimum_digits=15), minimum_digits=7).untold


def test_without_smart_assign_the_match_is_only_offered() -> None:
    """It is found all the same."""
    assert {"name: Ada Lovelace → "} == differences(SAVED, smart_assign=False)


def test_a_call_that_was_not_logged_would_be() -> None:
    """And the other way round, by each setting that decides it."""
    logged = Policy(log_while_signed_out=True)

    assert {"log: signed-out → config-2"} == differences(MISSED, log_while_signed_out=True)
    assert {"log: config-2 → signed-out"} == differences(MISSED, logged, log_while_signed_out=False)


def test_a_save_would_be_refused() -> None:
    """Nothing was assigned, and the rule asks for it."""
    unknown = f"{ENDED}09:05:20 | save.pressed |\n09:05:22 | save.pressed |\n"

    assert {"save:  → refused"} == differences(unknown, require_assignment=True)


def test_a_lead_would_be_made_of_whom_nobody_knows_any_more() -> None:
    """What follows from another match is told as well."""
    policy = Policy(create_lead="always")
    found = differences(SAVED, policy, matched_objects=places("Lead"))

    assert {"name: Ada Lovelace → ", "matches: 1 → 0", "lead:  → made"} == found


def test_answers_to_what_would_not_be_asked_are_left_out() -> None:
    """A lead that would not be made gives nobody a name."""
    policy = Policy(log_while_signed_out=True, create_lead="always")
    table = (
        f"{RINGS}{STATED}09:00:01 | caller.looked-up |\n09:05:00 | call.ended |\n"
        "09:05:03 | end.believed |\n09:05:04 | lead.made | Mary Somerville\n"
        "09:05:05 | task.written | 00T000000000001AAA\n"
    )
    found = differences(table, policy, log_while_signed_out=False)

    assert {"lead: made → ", "log: config-2 → signed-out"} <= found


def test_when_a_silent_call_ends_is_not_guessed() -> None:
    """What was told afterwards would have been told of another call."""
    silent = f"{ANSWERED}{FOUND}13:00:04 | end.presumed |\n"

    assert "silence" == on(silent, silence_h=8).untold
    assert () == on(SAVED, silence_h=8).differences


def test_a_sign_out_that_did_not_count_was_not_written_down() -> None:
    """It cannot be told who had left; backwards it can."""
    ended = f"{RINGS}{IN}{FOUND}09:05:00 | call.ended |\n09:05:03 | end.believed |\n"

    assert "sign-in" == on(ended, presence_logout_check=True).untold
    assert () == on(MISSED, presence_logout_check=True).differences


def test_what_a_journal_cannot_say_is_said() -> None:
    """The number as it came, a part with decisions of its own, a person who was erased."""
    merged = CallMerged(at=at("09:01:00"), call_id=CALL_ID, begun_at=at("09:00:00"), attributes={})
    stored = play(SAVED).file
    off = {"smart_assign": False}

    assert "number" == on(SAVED, region="DE").untold
    assert "merged" == tried(stored, [*read(SAVED), merged], off).untold
    assert "erased" == tried(stored, read(SAVED.replace("+14155550101", "erased")), off).untold
    assert "broken" == tried(stored, [], off).untold


def test_a_person_account_is_found_by_either_of_its_objects() -> None:
    """So that without one of them nobody knows."""
    person = type(ADA)(
        id=RecordId("001000000000009AAA"), type="Account", label="Ada", person_contact_id=ADA.id
    )
    table = SAVED.replace(FOUND, "")
    journal = [*read(table)]
    found = read(FOUND)[0]
    journal.insert(1, type(found)(at=found.at, found=(person,)))  # type: ignore[call-arg]
    stored = play(table).file
    first = PolicyApplied(at=at("09:00:00"), policy=Policy())

    told = tried(stored, [first, *journal], {"matched_objects": places("Contact", "Lead")})
    assert "fields" == told.untold
    assert () == tried(stored, [first, *journal], {"smart_assign": True}).differences
    assert "name" == tried(stored, [first, *journal], {"smart_assign": False}).differences[0].what
    assert (
        Difference(what="name", before="Ada", after="")
        == tried(stored, [first, *journal], {"smart_assign": False}).differences[0]
    )
