"""What an agent types into 'Name' or 'Related To', looked for in the org.

By name, by number in any spelling or a part of one, by the start of an e-mail address; a Case also
by its subject. One search of the index, and where that finds nothing, one query a type: the index
lags minutes behind and knows no word of one letter (facts/salesforce.md 4.1 and 4.3). Neither is
believed before the words were seen in the record itself. It decides nothing about a call.

SOSL: developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/
sforce_api_calls_sosl_find.htm
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec

from cti_adapter.calls.record import Record
from cti_adapter.errors import Rejected
from cti_adapter.salesforce.describe import CUSTOM, Clock, Describe, Schema, Shape
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.records import columns, record_of
from cti_adapter.salesforce.search import as_account, escape_sosl, unconverted
from cti_adapter.salesforce.typed_text import (
    Wanted,
    folded,
    has_number,
    has_words,
    wanted,
    words_of,
)

Slot = Literal["who", "what"]

SEARCHES_S = 3.0
"""So long one more question is begun; who types does not wait for all of them."""

_PEOPLE = ("Contact", "Lead")
_SUBJECTS = ("Account", "Case", "Opportunity")
_MOST_TYPES = 12
"""Types looked in at once: SOSL takes no more than 20, and each is described first."""
_ROWS = 100  # of one type; who has to read more types another letter
_FEWEST_LETTERS = 2
"""A shorter word is none to the search engine."""
_CASE_NUMBER = 8  # digits of Salesforce's own: 00001026
_GAPLESS = 4
"""So few digits stand together, however a number is written."""
_OPERATORS = frozenset({"AND", "OR", "NOT"})


class FoundRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was found, and what tells it apart from others of its label."""

    record: Record
    about: str = ""
    """The subject of a Case, the e-mail address by which a person was found; else ""."""


class TextSearch:
    """The search of one org. Safe for threads.

    Args:
        gateway: to the org.
        describe: of the same org.
        clock: seconds that never run backwards.
        chosen: whether a custom object may stand in Related To.
    """

    def __init__(
        self, gateway: Gateway, describe: Describe, clock: Clock, chosen: Callable[[str], bool]
    ) -> None:
        self._gateway = gateway
        self._describe = describe
        self._clock = clock
        self._chosen = chosen

    def find(self, text: str, slot: Slot) -> tuple[FoundRecord, ...]:
        """Return the records an agent may mean, the likeliest first.

        Args:
            text: as it was typed.
            slot: the field it was typed into: "who" finds people, "what" everything else.

        Raises:
            SalesforceError: the org could not be asked.
        """
        wish, until = wanted(text), self._clock() + SEARCHES_S
        if not wish.words and not wish.digits:
            return ()
        schema = self._describe.schema()
        shapes = self._shapes(schema, slot)
        rows = _indexed(self._gateway, wish, shapes, slot) if shapes else []
        found = _believed(rows, shapes, schema, wish, slot)
        # the index lags minutes behind (facts 4.3), and knows no part of a running number
        for shape in _numbered(shapes, wish) if found else shapes:
            if self._clock() <= until:
                rows = _by_table(self._gateway, wish, shape)
                found |= _believed(rows, (shape,), schema, wish, slot)
        return tuple(sorted(found.values(), key=lambda one: _rank(one, wish, slot)))

    def open_cases(self, customer: Record, limit: int) -> tuple[FoundRecord, ...]:
        """Return the open Cases of the customer's account, or of the person; the newest first.

        Raises:
            SalesforceError: the org could not be asked.
        """
        shape = self._describe.shape("Case")
        if shape is None or shape.account_field is None:
            return ()
        schema, person = self._describe.schema(), customer.person_contact_id or customer.id
        field, whose = "ContactId", person
        if customer.account_id is not None:
            field, whose = shape.account_field, customer.account_id
        rows = self._gateway.query(
            f"SELECT {', '.join(_columns(shape))} FROM Case"  # noqa: S608 - names of a describe
            f" WHERE IsClosed = false AND {field} = {{whose}}"
            " ORDER BY LastModifiedDate DESC LIMIT {limit}",
            whose=whose,
            limit=limit,
        )
        with translated(writing=False):
            return tuple(
                FoundRecord(
                    record=record_of(row, shape, schema),
                    about=str(row.get(_subject(shape) or "") or ""),
                )
                for row in rows
            )

    def _shapes(self, schema: Schema, slot: Slot) -> tuple[Shape, ...]:
        names: Sequence[str] = _PEOPLE
        if slot == "what":
            custom = sorted(each for each in schema.trackable if each.endswith(CUSTOM))
            names = [*_SUBJECTS, *filter(self._chosen, custom)][:_MOST_TYPES]
        shapes = (self._describe.shape(name) for name in names)
        return tuple(shape for shape in shapes if shape is not None and shape.name_field)


# ── the index ────────────────────────────────────────────────────────────────────────────────


def _indexed(gateway: Gateway, wish: Wanted, shapes: Iterable[Shape], slot: Slot) -> list[Row]:
    term = _term(wish)
    if not term:
        return []
    scope = "ALL" if wish.has_letters or slot == "what" else "PHONE"
    returning = ", ".join(
        f"{shape.type}({', '.join(_columns(shape))}{unconverted(shape, ' WHERE ')} LIMIT {_ROWS})"
        for shape in shapes
    )
    try:
        return gateway.search(f"FIND {{{term}}} IN {scope} FIELDS RETURNING {returning}")
    except Rejected:  # a type that is not searched, a text the engine cannot read: ask the tables
        return []


def _term(wish: Wanted) -> str:
    """Return what stands in the braces of FIND: every word begins so, or one of the numbers."""
    stars = (f"{each}*" for each in wish.digits)
    padded = (each.zfill(_CASE_NUMBER) for each in wish.digits)
    numbers = tuple(dict.fromkeys((*stars, *padded)))
    if not wish.has_letters:
        return " OR ".join(numbers)
    words = (each for each in wish.typed.split() if each.upper() not in _OPERATORS)
    long = (each for each in words if sum(map(str.isalnum, each)) >= _FEWEST_LETTERS)
    named = " AND ".join(f"{escape_sosl(each)}*" for each in long)
    return " OR ".join((*((f"({named})",) if named else ()), *numbers))


# ── the tables ───────────────────────────────────────────────────────────────────────────────


def _numbered(shapes: Iterable[Shape], wish: Wanted) -> tuple[Shape, ...]:
    """Return the types whose names are running numbers, where a number was typed."""
    return tuple(shape for shape in shapes if shape.numbered) if wish.digits else ()


def _by_table(gateway: Gateway, wish: Wanted, shape: Shape) -> list[Row]:
    conditions, values = _conditions(wish, shape)
    rows = gateway.query(
        f"SELECT {', '.join(_columns(shape))} FROM {shape.type}"  # noqa: S608 - names of a describe
        f" WHERE ({' OR '.join(conditions)}){unconverted(shape, ' AND ')}"
        f" ORDER BY LastModifiedDate DESC LIMIT {_ROWS}",
        **values,
    )
    return [{**row, "attributes": {"type": shape.type}} for row in rows]


def _conditions(wish: Wanted, shape: Shape) -> tuple[list[str], dict[str, str]]:
    """Return conditions of which one must hold, and what stands in their {places}."""
    values = {f"word{at}": each for at, each in enumerate(words_of(wish.typed))}
    conditions = [
        " AND ".join(f"{field} LIKE '%{{{word}:like}}%'" for word in values)
        for field in (shape.name_field, _subject(shape))
        if field is not None and values
    ]
    if _email(shape) is not None:
        values["text"] = wish.typed
        conditions.append(f"{_email(shape)} LIKE '{{text:like}}%'")
    for at, digits in enumerate(wish.digits):
        gaps = "" if len(digits) <= _GAPLESS else "%"
        values[f"number{at}"] = f"%{gaps.join(digits)}%"
        fields = () if wish.has_letters else shape.phone_fields
        fields += (shape.name_field,) if shape.numbered and shape.name_field else ()
        conditions += [f"{field} LIKE {{number{at}}}" for field in fields]
    return [f"({each})" for each in conditions], values


# ── what is believed ─────────────────────────────────────────────────────────────────────────


def _believed(
    rows: Iterable[Row], shapes: Iterable[Shape], schema: Schema, wish: Wanted, slot: Slot
) -> dict[str, FoundRecord]:
    """Return the rows in which the words or the number really stand, each record once."""
    by_type = {shape.type: shape for shape in shapes}
    found: dict[str, FoundRecord] = {}
    with translated(writing=False):
        for row in rows:
            shape = by_type[row["attributes"]["type"]]
            phones = [str(row[field]) for field in shape.phone_fields if row.get(field)]
            phone = next((each for each in phones if has_number(each, wish)), None)
            subject = str(row.get(_subject(shape) or "") or "")
            email = str(row.get(_email(shape) or "") or "")
            by_email = bool(email) and folded(email).startswith(wish.text)
            record = as_account(record_of(row, shape, schema, phone=phone), row)
            if not by_email and phone is None and not has_words(f"{record.label} {subject}", wish):
                continue
            if slot == "who" or record.person_contact_id is None:
                about = email if by_email else subject
                found.setdefault(record.id, FoundRecord(record=record, about=about))
    return found


def _rank(found: FoundRecord, wish: Wanted, slot: Slot) -> tuple[bool, int, str, str]:
    record = found.record
    types = _PEOPLE if slot == "who" else _SUBJECTS
    place = types.index(record.type) if record.type in types else len(types)
    return not folded(record.label).startswith(wish.text), place, record.label, record.id


def _columns(shape: Shape) -> tuple[str, ...]:
    more = (_subject(shape), _email(shape))
    return (*columns(shape), *(each for each in more if each is not None))


def _subject(shape: Shape) -> str | None:
    return "Subject" if shape.type == "Case" and "Subject" in shape.columns else None


def _email(shape: Shape) -> str | None:
    return "Email" if shape.type in _PEOPLE and "Email" in shape.columns else None
