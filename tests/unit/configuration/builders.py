"""Whole documents, of the reference data and of Hypothesis."""

import re
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from cti_adapter.calls.policy import DefaultOwner, Policy
from cti_adapter.configuration.document import (
    AgentPart,
    Document,
    OrgPart,
    ReceiverPart,
    SalesforcePart,
    TelephonePart,
)
from cti_adapter.configuration.reading import unwrapped
from cti_adapter.configuration.rules import check_document

WHOLE = Document(
    org=OrgPart(key="main", name="Analytical Engines"),
    salesforce=SalesforcePart(
        login_url="https://acme.my.salesforce.com",
        client_id="key",
        username="integration@example.test",
        hosts=("https://acme.lightning.force.com",),
        client_secret="salesforce/client_secret",
    ),
    telephone_systems={
        "hook-1": TelephonePart(kind="generic", name="Main", secret="telephone-systems/hook-1")
    },
    receivers={
        "crm": ReceiverPart(
            name="CRM sync",
            url="https://crm.example.com/calls",
            events=("call.logged",),
            secret="receivers/crm",
        )
    },
    agents={
        "a": AgentPart(line="101", name="Agent A", user_id="005000000000001AAA"),
        "b": AgentPart(line="0102", name="No", language="de"),
    },
    settings=Policy(),
)

_TEXT = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="￾￿", include_characters="\n\t"
)
_LINE = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="￾￿")


_OWNER = {
    "type": st.sampled_from(["User", "Queue"]),
    "id": st.just("005000000000001AAA"),
    "name": st.just("Ada"),
}


def any_document() -> st.SearchStrategy[Document]:
    """Any document that does not contradict itself."""
    return _any(Document).filter(_agrees)


def _agrees(document: Document) -> bool:
    found: list[str] = []
    check_document(document, lambda code, *_, **__: found.append(code), None)
    return not found


def _any(kind: Any) -> st.SearchStrategy[Any]:
    plain, meta = unwrapped(kind)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        hints = get_type_hints(plain, include_extras=True)
        parts = {name: _any(hint) for name, hint in hints.items()}
        if plain is DefaultOwner:
            return st.just(DefaultOwner()) | st.builds(plain, **_OWNER)
        return st.builds(plain, **parts)
    if get_origin(plain) is tuple:
        least = meta.get("min_length") or 0
        return st.lists(_any(get_args(plain)[0]), min_size=least, max_size=3).map(tuple)
    if get_origin(plain) is dict:
        return st.dictionaries(*(_any(each) for each in get_args(plain)), max_size=3)
    if get_origin(plain) is Literal:
        return st.sampled_from(get_args(plain))
    if plain is bool:
        return st.booleans()
    if plain is int:
        return st.integers(meta["ge"], meta["le"])
    found = _texts(meta)
    return st.none() | found if type(None) in get_args(plain) else found


def _texts(meta: Any) -> st.SearchStrategy[str]:
    most = meta.get("max_length") or 40
    if "pattern" in meta:
        pattern = re.compile(meta["pattern"])  # whose \S is stricter than that of ASCII
        made = st.from_regex(re.compile(meta["pattern"], re.ASCII), alphabet=_LINE, fullmatch=True)
        return made.filter(
            lambda text: len(text) <= most and "\n" not in text and bool(pattern.search(text))
        )
    of = _TEXT if most > 255 else _LINE
    made = st.text(of, min_size=meta.get("min_length") or 0, max_size=min(most, 40))
    return made.filter(lambda text: bool(text.strip()) or not meta.get("min_length"))
