"""cti_adapter.logbook.submission: what a form may say, and the Lead it becomes (S3-15)."""

import pytest

from cti_adapter.errors import Unprocessable
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.submission import LONGEST, Submission, lead_of_form, read_form


def lead(**said: str) -> LeadEntry:
    return lead_of_form(Submission(**said), "form:1", None)


def test_what_was_filled_in_stands_in_the_lead() -> None:
    """Whoever calls back has it all before them."""
    entry = lead(
        name="Grace Brewster Hopper",
        phone="+1 415-555-0120",
        email="grace@example.test",
        company="Compiler Works",
        message="Please call back",
    )

    assert (
        LeadEntry(
            key="form:1",
            first_name="Grace Brewster",
            last_name="Hopper",
            company="Compiler Works",
            phone="+1 415-555-0120",
            email="grace@example.test",
            message="Please call back",
            always_new=True,
        )
        == entry
    )


def test_salesforce_gets_the_name_and_company_it_demands() -> None:
    """A form that asks for less must not cost the lead."""
    named = lead(name="Plato")

    assert ("", "Plato", "Plato") == (named.first_name, named.last_name, named.company)
    assert "ada@example.test" == lead(email="ada@example.test").last_name
    assert "+1 415-555-0101" == lead(phone="+1 415-555-0101").company


def faults(said: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(Unprocessable) as refused:
        read_form(said, "US")
    return [(fault.field, fault.message) for fault in refused.value.faults]


def test_a_form_is_read_as_people_fill_it_in() -> None:
    """Stray spaces and unseen signs are nobody's name; what is not ours is left alone."""
    said = {
        "name": "  Ada \t Lovelace\x00 ",
        "phone": "(415) 555-0101",
        "message": "first\nsecond\x07 ",
        "utm_source": ["ads"],
        "company": None,
    }

    assert Submission(
        name="Ada Lovelace", phone="+1 415-555-0101", message="first\nsecond"
    ) == read_form(said, "US")


@pytest.mark.parametrize("phone", ["call me maybe", "0101"])
def test_a_phone_that_cannot_be_read_is_kept_as_it_was_typed(phone: str) -> None:
    """A person can make sense of it; a lead is not lost over it."""
    assert phone == read_form({"phone": phone}, "US").phone


def test_every_fault_is_named_by_its_field() -> None:
    """Whoever wrote the page mends all of them at once."""
    said: dict[str, object] = {"name": 7, "email": "nobody", "company": "c" * 256}

    assert [
        ("name", "write a text"),
        ("company", "write at most 255 characters"),
        ("email", "write an e-mail address"),
    ] == faults(said)


@pytest.mark.parametrize("said", [{}, {"name": " "}, {"message": "hello"}])
def test_a_form_of_nobody_is_refused(said: dict[str, object]) -> None:
    """There would be nobody to call back."""
    assert [("name", "say who it is: name, phone or email")] == faults(said)


@pytest.mark.parametrize("name", [name for name in LONGEST if name != "email"])
def test_what_a_lead_takes_is_taken(name: str) -> None:
    """To the last character."""
    said = {"email": "ada@example.test", name: "x" * LONGEST[name]}

    assert "x" * LONGEST[name] == getattr(read_form(said, "US"), name)
