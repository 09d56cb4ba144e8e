"""Secrets stand in a file as references: which of them can be had, and which cannot.

`salesforce/client_secret`, `telephone-systems/KEY` and `receivers/KEY` are kept by the deployment
the file is imported into; `env:NAME` is in the environment of who imports it. What an import takes
from the environment is kept under its own name from then on.
"""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import UNSET
from msgspec.structs import replace

from cti_adapter.configuration.document import Document

_ENVIRONMENT = "env:"
_OF_SALESFORCE = ("client_secret", "private_key")
_KEYED = {"telephone_systems": "telephone-systems", "receivers": "receivers"}
"""Parts whose things have a secret each, and how a reference to one begins."""


class Unresolved(msgspec.Struct, frozen=True, kw_only=True):
    """A reference that leads to nothing here."""

    path: str
    reference: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reference or 'names none'}"


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A complete document as it will be kept, the secrets that are new, and what is missing."""

    document: Document
    secrets: dict[str, str]
    """By the reference under which each is kept."""
    unresolved: tuple[Unresolved, ...]


def settle(document: Document, current: Document, environment: Mapping[str, str]) -> Settled:
    """Look up the references of a document that is to take the place of the current one.

    Args:
        document: as it was written; what it leaves out stays as it is, and so does the org's key.
        current: the configuration as it is, complete; its references are those that are kept.
        environment: what `env:` refers to.
    """
    whole = document.over(current)
    assert whole.org is not UNSET  # noqa: S101 - both are complete
    assert current.org is not UNSET  # noqa: S101
    whole = replace(whole, org=replace(whole.org, key=current.org.key))
    kept = dict(_references(current))
    changed: dict[str, str] = {}
    secrets: dict[str, str] = {}
    unresolved: list[Unresolved] = []
    for path, written in _references(whole):
        own = _own(path)
        if written.startswith(_ENVIRONMENT):
            secret = environment.get(written.removeprefix(_ENVIRONMENT), "")
            found, is_kept = bool(secret), bool(secret)
            secrets |= {own: secret} if secret else {}
        else:
            reference = written or kept.get(path, "")
            found, is_kept = kept.get(path) == reference, bool(reference)
        changed[path] = own if found and is_kept else ""
        if not found:
            unresolved.append(Unresolved(path=path, reference=written))
    return Settled(document=_with(whole, changed), secrets=secrets, unresolved=tuple(unresolved))


def _own(path: str) -> str:
    """Return the reference under which the secret of a place is kept."""
    part, _, name = path.partition(".")
    if part == "salesforce":
        return f"salesforce/{name}"
    return f"{_KEYED[part]}/{name.removesuffix('.secret')}"


def _references(document: Document) -> Iterator[tuple[str, str]]:
    for name in _OF_SALESFORCE:
        yield f"salesforce.{name}", getattr(document.salesforce, name)
    for name in _KEYED:
        for key, part in (getattr(document, name) or {}).items():
            yield f"{name}.{key}.secret", part.secret


def _with(document: Document, changed: Mapping[str, str]) -> Document:
    keyed = {
        name: {
            key: replace(part, secret=changed[f"{name}.{key}.secret"])
            for key, part in (getattr(document, name) or {}).items()
        }
        for name in _KEYED
    }
    assert document.salesforce is not UNSET  # noqa: S101 - the document is complete
    names = {name: changed[f"salesforce.{name}"] for name in _OF_SALESFORCE}
    salesforce = replace(document.salesforce, **names)
    return replace(document, salesforce=salesforce, **keyed)
