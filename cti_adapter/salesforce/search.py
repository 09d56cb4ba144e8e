"""Who has this number: callers looked up in the org.

Salesforce keeps a number as it was typed and guarantees no match between its spellings, so the
search asks for several spellings and believes none of the answers before it has read the numbers
itself. It decides nothing: several records with the number are several records.

The pipeline is facts/salesforce.md 4.5. Reserved characters of SOSL:
developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_find.htm
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from cti_adapter.calls.number import PhoneNumber, for_display, same_number, search_variants
from cti_adapter.calls.policy import MatchedObject, Policy
from cti_adapter.calls.record import Record, RecordId, record_id
from cti_adapter.salesforce.describe import Describe, Schema, Shape
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.records import columns, record_of

CALLERS = Policy().matched_objects
"""Where a caller is looked for unless an admin says otherwise (requirements.md 1.4)."""

_LIMIT = 200  # rows of one type; more with one number say nothing any more
_NORTH_AMERICA = 11  # digits of a number with country code 1
_RESERVED = str.maketrans({letter: f"\\{letter}" for letter in "\\?&|!{}[]()^~*:\"'+-"})


def find_callers(  # noqa: PLR0913 - everything a look-up goes by, each by its name
    gateway: Gateway,
    describe: Describe,
    number: PhoneNumber,
    *,
    region: str,
    places: Sequence[MatchedObject] = CALLERS,
    also: Sequence[RecordId] = (),
    only: str = "",
) -> tuple[Record, ...]:
    """Return every record that stores this number, by type as given and then by label.

    Args:
        gateway: to the org.
        describe: of the same org.
        number: the caller's, in normal form.
        region: ISO country by which numbers without a country code are read.
        places: types to look in, and their fields; those the integration user cannot see are
            passed over.
        also: records that may store the number without the search knowing it yet; they are read,
            and believed no more than what was found.
        only: what else has to be true of a record, in SOQL; every type there has that field.

    Raises:
        SalesforceError: the org could not be asked.
    """
    schema = describe.schema()
    found_in = (_shape(describe, schema, place) for place in places)
    shapes = {shape.type: shape for shape in found_in if shape is not None}
    if not shapes:
        return ()
    rows = gateway.search(_sosl(number, shapes.values(), only))
    found = _believed(rows, shapes, schema, number, region)
    if not found:  # the index lags minutes behind (facts 4.3); the tables do not
        rows = [
            row for shape in shapes.values() for row in _by_spelling(gateway, shape, number, only)
        ]
        found = _believed(rows, shapes, schema, number, region)
    unseen = set(also) - {each.id for each in found}
    if unseen:
        rows = _by_id(gateway, shapes, schema, unseen)
        found += _believed(rows, shapes, schema, number, region)
    place = {name: at for at, name in enumerate(shapes)}
    last = len(place)  # a person account where accounts are not looked for
    return tuple(sorted(found, key=lambda one: (place.get(one.type, last), one.label, one.id)))


def escape_sosl(text: str) -> str:
    """Return text that SOSL reads as itself inside FIND {…}."""
    return text.translate(_RESERVED)


def spellings(number: PhoneNumber) -> tuple[str, ...]:
    """Return how the number may stand in a field that is compared letter by letter."""
    likely = [number, *search_variants(number), for_display(number)]
    digits = number.removeprefix("+")
    if number.startswith("+1") and len(digits) == _NORTH_AMERICA:
        # what Salesforce itself makes of a number typed in the US or Canada (facts 4.2)
        likely.append(f"({digits[1:4]}) {digits[4:7]}-{digits[7:]}")
    return tuple(dict.fromkeys(likely))


def _shape(describe: Describe, schema: Schema, place: MatchedObject) -> Shape | None:
    """Return the shape of a type as far as it is searched; None where there is nothing to search.

    Salesforce does not tell upper from lower case in names, and neither does an admin.
    """
    types = {name.casefold(): name for name in schema.types.values()}
    shape = describe.shape(types.get(place.object.casefold(), place.object))
    if shape is None:
        return None
    wanted = {field.casefold() for field in place.fields}
    fields = tuple(sorted(each for each in shape.columns if each.casefold() in wanted))
    fields = fields if wanted else shape.phone_fields
    in_text = not set(fields) <= set(shape.phone_fields)
    return replace(shape, phone_fields=fields, numbers_in_text=in_text) if fields else None


def _sosl(number: PhoneNumber, shapes: Collection[Shape], only: str) -> str:
    digits = [escape_sosl(each) for each in search_variants(number)]
    # with a star, because an extension behind the number may stand in one word with it
    terms = " OR ".join([*digits, *(f"{each}*" for each in digits)])
    returning = ", ".join(
        f"{shape.type}({', '.join(columns(shape))}{_those(shape, ' WHERE ', only)} LIMIT {_LIMIT})"
        for shape in shapes
    )
    # a field of plain text that an admin names is in no group of SOSL but that of all
    where = "ALL" if any(shape.numbers_in_text for shape in shapes) else "PHONE"
    return f"FIND {{{terms}}} IN {where} FIELDS RETURNING {returning}"


def _by_spelling(gateway: Gateway, shape: Shape, number: PhoneNumber, only: str) -> list[Row]:
    anywhere = " OR ".join(f"{field} IN {{spellings}}" for field in shape.phone_fields)
    rows = gateway.query(
        f"SELECT {', '.join(columns(shape))} FROM {shape.type}"  # noqa: S608 - names of a describe
        f" WHERE ({anywhere}){_those(shape, ' AND ', only)} LIMIT {_LIMIT}",
        spellings=list(spellings(number)),
    )
    return [{**row, "attributes": {"type": shape.type}} for row in rows]


def _by_id(
    gateway: Gateway, shapes: Mapping[str, Shape], schema: Schema, ids: Collection[RecordId]
) -> list[Row]:
    """Return the rows of these ids, those whose type is searched."""
    rows: list[Row] = []
    for shape in shapes.values():
        wanted = sorted(at for at in ids if schema.type_of(at) == shape.type)
        if wanted:
            found = gateway.query(
                f"SELECT {', '.join(columns(shape))} FROM {shape.type}"  # noqa: S608 - of a describe
                f" WHERE Id IN {{ids}}{unconverted(shape, ' AND ')}",
                ids=wanted,
            )
            rows += [{**row, "attributes": {"type": shape.type}} for row in found]
    return rows


def _those(shape: Shape, joined_by: str, only: str) -> str:
    """Return the conditions on a type's records, the first behind this word."""
    rest = unconverted(shape, " AND " if only else joined_by)
    return f"{joined_by}{only}{rest}" if only else rest


def unconverted(shape: Shape, joined_by: str) -> str:
    """A converted lead keeps its number and hides behind its contact (facts 3.2)."""
    return f"{joined_by}IsConverted = false" if shape.type == "Lead" else ""


def _believed(
    rows: Iterable[Row],
    shapes: Mapping[str, Shape],
    schema: Schema,
    number: PhoneNumber,
    region: str,
) -> list[Record]:
    """Return the rows that really store the number, each person once."""
    found: dict[str, Record] = {}
    with translated(writing=False):
        for row in rows:
            shape = shapes[row["attributes"]["type"]]
            stored = [row[field] for field in shape.phone_fields if row.get(field)]
            phone = next((each for each in stored if same_number(each, number, region)), None)
            if phone is not None:
                record = as_account(record_of(row, shape, schema, phone=phone), row)
                found.setdefault(record.id, record)
    return list(found.values())


def as_account(record: Record, row: Row) -> Record:
    """Turn the hidden contact of a person account into the account people know (DECISION 12)."""
    if record.type != "Contact" or not row.get("IsPersonAccount") or record.account_id is None:
        return record
    return replace(
        record,
        id=record.account_id,
        type="Account",
        account_name=record.account_name or record.label,
        person_contact_id=record_id(row["Id"]),
    )
