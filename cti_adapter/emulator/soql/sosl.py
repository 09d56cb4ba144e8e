"""SOSL: which records a FIND finds, and the answer it gets.

A FIND becomes one full-text expression (sosl_terms.py), asked once for each object; the engine
stops at its cut, and only then is left out what the user may not see: so a common number can hide
a record that could be seen (facts/salesforce.md 4.1, [C]).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.org.records import Records
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.org.word_index import SCOPES
from cti_adapter.emulator.soql import tree
from cti_adapter.emulator.soql.query import Answer
from cti_adapter.emulator.soql.sosl_terms import expression
from cti_adapter.emulator.soql.viewpoint import Viewpoint, of_user

_RESERVED: Final = frozenset("?&|!{}[]()^~*:\\\"'+-")


def run(
    search: tree.Search, org: Records, root: str, viewpoint: Viewpoint | None = None
) -> list[Values]:
    """Return the records a search finds, object by object in the order of RETURNING.

    Args:
        search: the tree of the statement.
        org: the org as the user who searches sees it.
        root: /services/data/vNN.0, for the addresses in the answer.
        viewpoint: of the user who searches.

    Raises:
        Refused: MALFORMED_SEARCH, a reserved character is not escaped (4.1, [C]).
    """
    eyes = viewpoint or of_user(org)
    targets = search.returning or _all_searchable(org)
    share = min(rules.SEARCH_CUT // max(len(targets), 1), rules.SEARCH_PER_OBJECT)
    targets = tuple(_limited(target, share) for target in targets)
    found = _found(search, org, targets)
    answer = Answer(org, root, viewpoint=eyes)
    rows: list[Values] = []
    for target, ids in zip(targets, found, strict=True):
        rows += answer.records(target, only=org.visible(ids))
    return rows if search.limit is None else rows[: search.limit]


def escaped(text: str) -> str:
    """Return a text in which no character means anything to SOSL."""
    return "".join("\\" + each if each in _RESERVED else each for each in text)


def _limited(target: tree.Query, share: int) -> tree.Query:
    """4.1, [C]: an object asked for without WHERE and ORDER BY gives its share and no more."""
    if target.where or target.order:
        return target
    return replace(target, limit=min(share if target.limit is None else target.limit, share))


def _found(search: tree.Search, org: Records, targets: Sequence[tree.Query]) -> list[list[str]]:
    """Return for each object the ids its words give, as many as the engine considers."""
    most = max(rules.SEARCH_CUT // max(len(targets), 1), 1)
    with org.store.searching(org.now().timestamp()) as words:
        wanted = expression(search.term, words.spellings)
        if wanted is None:
            return [[] for _ in targets]
        if search.scope in SCOPES:
            wanted = f"{{{search.scope.lower()}}} : ({wanted})"
        found = []
        for target in targets:
            kind = org.schema.find(target.source)
            plain = not (target.where or target.order or target.offset or org.access.records)
            enough = min(most, target.limit or 0) if plain else most
            found.append(words.find(wanted, kind.prefix, enough) if kind else [])
        return found


def _all_searchable(org: Records) -> tuple[tree.Query, ...]:
    names = ("Account", "Contact", "Lead", "Case", "Opportunity", "Project__c", "User")
    column = (tree.Column(("Id",)),)
    return tuple(
        tree.Query(selection=column, source=name) for name in names if org.schema.find(name)
    )
