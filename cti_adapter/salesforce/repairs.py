"""A Task that Salesforce would not take, mended so that it will.

Cut what is too long, drop what the org does not know, follow a record that moved: each mend is
told, so that the ledger can say it. The call key is never cut and never dropped (design.md D8), and
who owns it instead of a refused owner is not for this file to say. Sends no write.
"""

import re

import msgspec

from cti_adapter.errors import OwnerRefused, Rejected, Repairable, SalesforceError, Stale
from cti_adapter.salesforce.by_admin import RECORD_TYPE
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.failures import KEY_FIELD, OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.successors import fate_of

_LIMIT_IN_MESSAGE = re.compile(r"(\d+)\D*$")  # "… (max length=255)", in any language
_QUEUE = "00G"  # key prefix of a queue's id
_NOT_CUTTABLE = {KEY_FIELD, "CTI_Recording__c"}  # half a key or a link is worse than none


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be written, and what was mended on the way."""

    fields: Row
    repaired: tuple[str, ...] = ()
    """As "Description:cut": the field, and cut, dropped, converted, merged or deleted."""

    def with_field(self, name: str, value: object, why: str) -> "Draft":
        """Return the draft with one field replaced, or left out where the value is None."""
        fields = {**self.fields, name: value}
        kept = {key: each for key, each in fields.items() if each is not None}
        return Draft(fields=kept, repaired=(*self.repaired, f"{name}:{why}"))


def mended(gateway: Gateway, describe: Describe, draft: Draft, error: SalesforceError) -> Draft:
    """Return the draft with what the org blamed put right.

    Raises:
        OwnerRefused: it may be the owner that is at fault, and nothing else is.
        Repairable: the org does not know the call key although it described it: to be repeated as
            it is, in the integration user's name, before a person has to look (design.md D8).
        Rejected: there is nothing in it that could be put right.
        SalesforceError: the org could not be asked what became of a record.
    """
    if RECORD_TYPE in draft.fields and RECORD_TYPE in error.fields:
        return draft.with_field(RECORD_TYPE, None, "dropped")
    if owned := draft.fields.get(OWNER_FIELD):
        raise_if_about_owner(str(owned), error)
    if isinstance(error, Stale):
        better = follow(gateway, describe, draft, "WhoId", "WhatId")
    else:
        better = _without_blamed(draft, error)
    if better.fields == draft.fields:
        if _is_key_unknown(draft, error):
            raise Repairable(str(error), code=error.code, fields=error.fields) from error
        if owned and isinstance(error, Stale):  # then the id of no record may be the owner's
            raise OwnerRefused(str(error), code=error.code, fields=error.fields) from error
        raise Rejected(str(error), code=error.code, fields=error.fields) from error
    return better


def follow(gateway: Gateway, describe: Describe, draft: Draft, *slots: str) -> Draft:
    """Return the draft with records that moved replaced and records that are gone left out.

    A lead that was converted gives way to its contact; Related To becomes the opportunity of the
    conversion or stays empty (DECISION 21).
    """
    for slot in slots:
        at = draft.fields.get(slot)
        if at is None:
            continue
        fate = fate_of(gateway, describe, at)
        if fate.now != at:
            draft = draft.with_field(slot, fate.now, fate.kind)
        if fate.kind == "converted" and fate.opportunity is not None:
            draft = draft.with_field("WhatId", fate.opportunity, "converted")
    return draft


def raise_if_about_owner(owner_id: str, error: SalesforceError) -> None:
    """Tell a refusal of the owner from any other; raises OwnerRefused.

    For a queue that was not made for an object there is no code of its own.
    """
    if isinstance(error, OwnerRefused):
        raise error
    if error.code == "INVALID_OPERATION" and owner_id.startswith(_QUEUE):
        raise OwnerRefused(str(error), code=error.code, fields=error.fields) from error


def _without_blamed(draft: Draft, error: SalesforceError) -> Draft:
    for name in _blamed(draft, error):
        if name == KEY_FIELD:
            continue
        value = draft.fields[name]
        limit = _LIMIT_IN_MESSAGE.search(str(error))
        too_long = error.code == "STRING_TOO_LONG" and limit is not None
        if too_long and isinstance(value, str) and limit and name not in _NOT_CUTTABLE:
            draft = draft.with_field(name, cut(value, int(limit[1])), "cut")
        else:
            draft = draft.with_field(name, None, "dropped")
    return draft


def _is_key_unknown(draft: Draft, error: SalesforceError) -> bool:
    return error.code == "INVALID_FIELD" and KEY_FIELD in _blamed(draft, error)


def _blamed(draft: Draft, error: SalesforceError) -> tuple[str, ...]:
    """Return the fields at fault; where the org lists none, the first its words name."""
    listed = tuple(name for name in error.fields if name in draft.fields)
    if listed:
        return listed
    words = re.findall(r"\w+", str(error))
    return next(((word,) for word in words if word in draft.fields), ())
