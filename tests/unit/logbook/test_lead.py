"""cti_adapter.logbook.lead: which call becomes a Lead, and what stands in it (DECISION 52)."""

from typing import Literal

import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import Call
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.logbook.lead import LeadEntry, lead_of_call, may_become_lead
from tests.support.builders import ALANS_NUMBER, UNKNOWN_NUMBER, a_call
from tests.support.story import play

MISSED = """
    09:00:00 | leg.offered   | 101, remote_number=+14155550999
    09:00:09 | leg.withdrawn | 101
    09:00:10 | call.ended    |
"""
ANSWERED = """
    09:00:00 | leg.offered   | 101, remote_number=+14155550999
    09:00:04 | leg.connected | 101
    09:01:04 | call.ended    |
"""


@pytest.mark.parametrize(
    ("setting", "missed", "answered"),
    [("never", False, False), ("missed", True, False), ("always", True, True)],
)
def test_the_setting_says_which_calls(
    setting: Literal["never", "missed", "always"], *, missed: bool, answered: bool
) -> None:
    """A call nobody answered is a call somebody has to be called back for."""
    policy = Policy(create_lead=setting)

    assert missed == may_become_lead(play(MISSED).call, policy)
    assert answered == may_become_lead(play(ANSWERED).call, policy)


def a_caller(number: PhoneNumber | None) -> Call:
    return replace(a_call(), remote_number=number)


def test_a_number_that_is_not_looked_up_is_not_known_to_be_nobody_s() -> None:
    """Withheld, an extension, a short code: nobody can say that it is stored nowhere."""
    policy = Policy(create_lead="always")

    assert may_become_lead(a_caller(ALANS_NUMBER), policy)
    assert not may_become_lead(a_caller(None), policy)
    assert not may_become_lead(a_caller(PhoneNumber("101")), policy)


def test_whom_we_call_is_no_new_lead() -> None:
    """The setting is about callers."""
    call = replace(a_caller(ALANS_NUMBER), direction="Outbound")

    assert not may_become_lead(call, Policy(create_lead="always"))


def test_of_such_a_caller_only_the_number_is_known() -> None:
    """Salesforce wants a last name and a company; a first name would be made up."""
    entry = lead_of_call(a_caller(UNKNOWN_NUMBER), "call:1", "005A")
    number = "+1 415-555-0999"

    assert (
        LeadEntry(key="call:1", last_name=number, company=number, phone=number, owner_id="005A")
        == entry
    )
