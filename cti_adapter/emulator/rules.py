"""Every choice where the facts say "unknown", one line each, and every figure of Salesforce's.

Each names its source in facts/salesforce.md and how sure it is:
    [C] confirmed by Salesforce   [P] practitioners saw it   [B] background   [?] unknown
A wrong choice is mended here, in one place. The rules that ask for them stand in rulebook/.
"""

from datetime import timedelta
from typing import Final

OLDEST_VERSION: Final = 31
NEWEST_VERSION: Final = 68
"""5, [C]: v31 to v67 are supported, v68 pages already appear."""
BATCH: Final = 2000
"""5.2, [C]: records in one answer of a query."""
SEARCH_CUT: Final = 2000
"""4.1, [C]: matches the search engine considers at most."""
SEARCH_PER_OBJECT: Final = 250
"""4.1, [C]: records of one object without WHERE or ORDER BY."""
SEARCH_OPERATORS_UP_TO: Final = 4_000
"""4.1, [C]: characters of a search term; of a longer one the operators are dropped."""
SEARCH_LONGEST: Final = 10_000
"""4.1, [C]: characters of a search term; a longer one finds nothing."""
SEARCH_SHORTEST: Final = 2
"""[P]: letters and digits a search term must have."""
LOCATOR_LIFETIME: Final = timedelta(days=2)
"""[B]: for so long the rest of a long answer can be fetched."""
OPEN_CURSORS: Final = 10
"""[B]: long answers one user may have open; one more closes the oldest."""
LONGEST_URI: Final = 16_384
"""5.3, [C]: bytes of an address; a longer one is answered with 414."""
URI_TOO_LONG: Final = ("URI_TOO_LONG", "The length of the URI exceeds the 16,384 byte limit.", 414)
"""5.3, [C] the status, [?] code and text."""
DAILY_CALLS: Final = 100_000
"""[B]: the API calls the org may take in 24 hours, shown in Sforce-Limit-Info."""
NO_SUCH_REFERENCE: Final = ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
"""1.1, [?]: a well-formed id of the right object that no record has."""
DELETED_REFERENCE: Final = ("ENTITY_IS_DELETED", "entity is deleted")
"""1.1 and 5.4, [?]: the record referred to is in the recycle bin."""
HIDDEN_REFERENCE: Final = (
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
    "insufficient access rights on cross-reference id",
)
"""1.1, [P]: the record referred to, [B]: or changed or deleted, is not the writer's to see."""
DELETED_RECORD_STATUS: Final = 404
"""5.4, [P] where it is read or deleted, [?], open point 7, where it is changed."""
INTEGER_DIGITS: Final = 9
"""[B]: digits of a whole number for which the field says nothing; CallDuration has 8 (1.6)."""
LEAD_WITH_WHAT_FIELDS: Final = ("WhoId", "WhatId")
"""1.1, [B], open point 1: whether both fields are named is not known."""
JWT_LIFETIME: Final = timedelta(minutes=3)
"""5.5, [P], open point 6: an assertion that is valid for longer is taken for invalid."""
JWT_LEEWAY: Final = timedelta(seconds=5)
"""[B]: clocks differ."""
ID_TOKEN_LIFETIME: Final = timedelta(minutes=2)
"""[B]: an id token is read at once."""
LOGIN_AUDIENCES: Final = ("https://login.salesforce.com", "https://test.salesforce.com")
"""5.5, [P]: audiences of an assertion besides the origin the org is reached by."""
SUBREQUESTS: Final = 25
"""5.3, [C]: parts of a composite request, and of a batch."""
HEAVY_SUBREQUESTS: Final = 5
"""5.3, [B]: of them, queries and collections."""
GRAPHS, GRAPH_NODES, GRAPH_DEPTH, GRAPH_KINDS = 75, 500, 15, 15
"""5.3, [C]: graphs in a request, nodes in all of them, levels and kinds of nodes in one."""
FAILED_GRAPHS: Final = 14
"""5.3, [C]: where more graphs failed, the others are not tried."""
GRAPHS_HALTED: Final = "Processing was halted since too many graphs failed."
"""5.3, [?]: the text of those that were not."""
COLLECTION: Final = 200
"""5.3, [C]: records in one write of a collection, and in a tree."""
COLLECTION_READS: Final = 2000
"""5.3, [B]: records in one read of a collection."""
TREE_LEVELS: Final = 5
"""5.3, [B]: generations in a tree."""
TREE_TOO_LARGE: Final = ("INVALID_INPUT", "A tree has at most 200 records on five levels.")
"""5.3, [?]: what a larger tree is told."""
COMPOSITE_TOO_LARGE: Final = ("LIMIT_EXCEEDED", "The request exceeds the limit of {}.")
"""5.3, [?]: what a composite request, batch or graph is told that is too large."""
NOT_IN_COMPOSITE: Final = ("/composite/batch", "/composite/graph", "/composite/tree")
"""5.3, [?]: what cannot be part of a composite request, beside another one."""
NESTED_COMPOSITE: Final = ("INVALID_INPUT", "This resource cannot be part of another request.")
"""5.3, [?]: what it is told then."""
SEVERAL_BY_KEY: Final = ("DUPLICATE_EXTERNAL_ID", "more than one record has this external id")
"""5.4, [B] the code, [?] the text: a row of a collection whose key names several records."""
APPROVALS_PER_USER: Final = 5
"""5.3, [P]: refresh tokens of one user for one app that live at once."""
API_SCOPES: Final = frozenset({"api", "full", "web"})
"""5.4 and 5.5, [B]: an access token with none of these is no session of the REST API."""
GIVEN_SCOPES: Final = ("api", "id")
"""5.5, [?]: what an app is given that asks for no scope and has none in its settings."""
STRIPPED_SCOPES: Final = frozenset({"full", "web", "refresh_token", "offline_access"})
"""5.5, [P]: scopes the client credentials flow does not give."""
ACCESS_LIFETIME: Final = timedelta(hours=2)
"""[B]: what introspection says of an access token; nothing ends it by itself."""
BAD_PERIOD: Final = "INVALID_REPLICATION_DATE"
"""5.1, [?]: the code for a start or end of /updated and /deleted that is no moment, or turned."""
BAD_CONVERTED_STATUS: Final = ("INVALID_STATUS", "invalid convertedStatus: {}")
"""3.1, [?]: what a conversion to a status is told that does not mean converted."""
READ_ONLY: Final = (
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
    "Updates can't be made during maintenance",
    503,
)
"""5.4, [P] the code and the text, [?] the status: a write while the instance is maintained."""
QUEUE_OWNER_SINCE: Final = 48
"""1.6, [C]: Tasks owned by a queue need this API version; below it is refused as a wrong type."""
UPSERT_ANSWERS_SINCE: Final = 46
"""6, [C]: from here on an upsert that changed a record answers 200 with a body, before it 204."""
WHO_LIST_FAULT: Final = "FIELD_INTEGRITY_EXCEPTION"
"""1.5, [?]: the code for a lead beside other persons, and for more than 50 contacts."""
MOST_WHOS: Final = 50
"""1.5, [C]: contacts one Task may name."""
LEAD_IN_WHOS_STANDS_ALONE: Final = True
"""1.5, [?], open point 9: a Lead bars Related To with Shared Activities too."""
OLD_PRIMARY_LEAVES: Final = True
"""1.5, [?]: another WhoId takes the old one's place instead of standing before it."""
RELATION_FAULT: Final = "FIELD_INTEGRITY_EXCEPTION"
"""1.5, [?]: the code for a TaskRelation whose IsWhat does not fit, or that is there already."""
CONVERSION_FAULT: Final = "INVALID_OPERATION"
"""3.1, [?]: the code for a conversion without a user to own it, or into an odd pair."""
MERGE_FAULT: Final = "INVALID_OPERATION"
"""[?]: the code for a merge of records that cannot be merged."""
DUPLICATE_TEXT: Final = "Use one of these records?"
"""5.4, [P]: what a duplicate rule says; an admin may have written another text."""
AUTO_ASSIGN_BY_DEFAULT: Final = True
"""7, [B]: without Sforce-Auto-Assign the assignment rules run."""
LAST_NAME_MAKES_A_PERSON: Final = True
"""1.4, [B]: an account created with LastName is a person account; the record type decides it
where an org has several."""
PERSON_CONTACT_FAULT: Final = (
    "INVALID_PERSON_ACCOUNT_OPERATION",
    "the contact of a person account is changed through its account",
)
"""1.4, [B] the code, [?] the text: the hidden contact is written directly."""
POLYMORPHIC_BY_EXTERNAL_ID: Final = False
"""1.1, [P]: Name and Related To are not set by an external id; some loaders now can."""
NOT_FOR_THIS_OBJECT: Final = "INVALID_TYPE_FOR_OPERATION"
"""[B]: the code for a create, change or deletion an object does not offer at all."""
CONSOLE_REPORTS_A_NEW_RECORD_MODAL: Final = False
"""open-cti.md 2.8, [?]: standard navigation reports it ([C]); of consoles nothing is known."""
NO_SUCH_APEX_METHOD: Final = "Could not find Apex method: {}"
"""open-cti.md 2.12, [?]: the text for an unknown class is known, for a method it is not."""


def phone_words(raw: str) -> tuple[str, ...]:
    """Return the words a phone field is found by.

    4.2, [P]/[?]: punctuation is ignored, so (415) 555-0101 is found by 4155550101; that a
    country code is added or dropped is guaranteed nowhere, so 14155550101 does not find it.
    """
    return ("".join(each for each in raw if each.isdigit()), *words(raw))


def words(raw: str) -> tuple[str, ...]:
    """Return the words of a text: split at spaces and punctuation (4.1, [C]), without case."""
    if raw.isalnum():
        return (raw.casefold(),)
    spaced = "".join(each if each.isalnum() else " " for each in raw)
    return tuple(spaced.casefold().split())
