"""A form that somebody filled in on a web page, and the Lead it becomes (S3-15).

Salesforce demands a last name and a company; what a form does not say is taken from what it does.
"""

import msgspec

from cti_adapter.logbook.lead import LeadEntry


class Submission(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a form says, each field checked; at least one of name, phone and email is there."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    message: str = ""


def lead_of_form(form: Submission, key: str, owner_id: str | None) -> LeadEntry:
    """Return the Lead of a form; the last word of the name is the last name."""
    first, _, last = form.name.rpartition(" ")
    called = form.name or form.email or form.phone
    return LeadEntry(
        key=key,
        first_name=first,
        last_name=last or called,
        company=form.company or called,
        phone=form.phone,
        email=form.email,
        message=form.message,
        owner_id=owner_id,
        always_new=True,
    )
