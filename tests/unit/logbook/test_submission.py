"""cti_adapter.logbook.submission: the Lead a form becomes (S3-15)."""

from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.submission import Submission, lead_of_form


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
