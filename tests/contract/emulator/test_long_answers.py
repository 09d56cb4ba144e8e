"""Long answers: how many records at once, and how long the rest can be fetched."""

from tests.contract.emulator.standin import Client, fault_of

HEADERS = {"Sforce-Query-Options": "batchSize=200"}


def first_page(org: Client) -> str:
    """Ask for more leads than one answer has; return the address of the rest."""
    asked = {"q": "SELECT Id, Owner.Name FROM Lead ORDER BY CreatedDate"}
    page = org.call("GET", "/query", params=asked, headers=HEADERS).json()
    assert 200 == len(page["records"])
    return str(page["nextRecordsUrl"])


def load_leads(org: Client) -> None:
    rows = [
        {"attributes": {"type": "Lead"}, "LastName": f"L{n}", "Company": "C"} for n in range(210)
    ]
    org.control("POST", "load", rows)


def test_the_rest_is_its_users_alone_and_not_forever(org: Client) -> None:
    """A client that comes back after days begins again."""
    load_leads(org)
    rest = first_page(org)
    mine = org.call("GET", rest, headers=HEADERS).json()
    org.sign_in("a@example.test")
    anothers = fault_of(org.call("GET", rest))
    org.control("POST", "clock", {"ahead_s": 3 * 86_400})
    org.sign_in()

    assert (11, True) == (len(mine["records"]), mine["done"])
    assert (400, "INVALID_QUERY_LOCATOR") == anothers == fault_of(org.call("GET", rest))
    assert (400, "INVALID_QUERY_LOCATOR") == fault_of(org.call("GET", "/query/01gnonsense-200"))


def test_an_eleventh_long_answer_closes_the_first(org: Client) -> None:
    """A user has ten open."""
    load_leads(org)
    rests = [first_page(org) for _ in range(11)]

    assert (400, "INVALID_QUERY_LOCATOR") == fault_of(org.call("GET", rests[0]))
    assert 200 == org.call("GET", rests[1]).status_code


def test_a_query_that_is_too_long_is_refused(org: Client) -> None:
    """An address ends at 16,384 bytes: a long list of numbers is asked for in parts."""
    many = ", ".join(f"'{n:011}'" for n in range(1200))
    soql = f"SELECT Id FROM Contact WHERE Phone IN ({many})"  # noqa: S608 - SOQL, not SQL

    assert 414 == org.call("GET", "/query", params={"q": soql}).status_code
