"""A form that somebody filled in on a web page: what it may say, and the Lead it becomes (S3-15).

Salesforce demands a last name and a company; what a form does not say is taken from what it does.
"""

import re
from collections.abc import Mapping

import msgspec

from cti_adapter.calls.number import for_display, normal_form
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.logbook.lead import LeadEntry

LONGEST = {"name": 121, "phone": 40, "email": 80, "company": 255, "message": 32_000}
"""Characters of each field, as many as a Lead takes."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Submission(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a form says, each field checked; at least one of name, phone and email is there."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    message: str = ""


def read_form(said: Mapping[str, object], region: str) -> Submission:
    """Return what a form says; fields it has beside ours are left alone.

    A phone that can be read is kept in one form, so that a later call finds it; one that cannot
    is kept as it was typed, because a person can still make sense of it.

    Args:
        said: the fields by name.
        region: ISO country of numbers without a country code.

    Raises:
        Unprocessable: every fault, by its field.
    """
    faults: list[FieldFault] = []
    fields: dict[str, str] = {}
    for name, longest in LONGEST.items():
        value = said.get(name)
        if value is not None and not isinstance(value, str):
            faults.append(FieldFault(field=name, message="write a text"))
            continue
        fields[name] = _tidy(value or "", lines=name == "message")
        if len(fields[name]) > longest:
            faults.append(FieldFault(field=name, message=f"write at most {longest} characters"))
    if fields.get("email") and not _EMAIL.fullmatch(fields["email"]):
        faults.append(FieldFault(field="email", message="write an e-mail address"))
    if not faults and not any(fields[name] for name in ("name", "phone", "email")):
        faults.append(FieldFault(field="name", message="say who it is: name, phone or email"))
    if faults:
        raise Unprocessable(*faults)
    return Submission(**{**fields, "phone": _readable(fields["phone"], region)})


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


def _tidy(text: str, *, lines: bool) -> str:
    """Drop what nobody sees; only a message has lines."""
    return _UNSEEN.sub("", text).strip() if lines else " ".join(_UNSEEN.sub(" ", text).split())


def _readable(phone: str, region: str) -> str:
    try:
        number = normal_form(phone, region)
    except ValueError:
        return phone
    return for_display(number) if number is not None and number.startswith("+") else phone
