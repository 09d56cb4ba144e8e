"""A session lasts until its end; its tokens and tickets are used once (D9)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from cti_adapter.storage import Storage
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.sessions import Session
from cti_adapter.storage.tickets import Ticket
from tests.contract.storage.builders import (
    NINE,
    ORG,
    OTHER_ORG,
    SECOND,
    A,
    an_agent,
    an_org,
)

ENDS = NINE + 3600 * SECOND
SESSION = Session(
    org_id=ORG,
    agent_id=A,
    user_id="005a",
    created_at=NINE,
    seen_at=NINE,
    expires_at=ENDS,
    token_hash=fingerprint("token"),
    sign_in="sign-in-1",
    checked_at=NINE,
)


@pytest.fixture
def signed_in(storage: Storage) -> Storage:
    storage.settings.put_org(an_org())
    storage.people.put_agent(an_agent())
    storage.sessions.open_session(SESSION, renew_token="renew-1")
    return storage


def renew(storage: Storage, old: str, token: str, following: str) -> Session | None:
    at, expires_at = NINE + SECOND, ENDS + SECOND
    return storage.sessions.renew(
        old, token=token, next_renew_token=following, at=at, expires_at=expires_at
    )


def test_a_token_tells_its_session(signed_in: Storage) -> None:
    """And a guess tells nothing."""
    assert SESSION == signed_in.sessions.session("token", NINE)
    assert None is signed_in.sessions.session("guessed", NINE)


def test_a_session_has_its_time(signed_in: Storage) -> None:
    """Whoever finds the token tomorrow has nothing."""
    assert None is signed_in.sessions.session("token", ENDS)
    assert None is signed_in.sessions.renewable("renew-1", ENDS)


def test_a_renewal_gives_new_tokens_for_old(signed_in: Storage) -> None:
    """After a reload the iframe has only its renewal token; it works once (D9)."""
    renewed = renew(signed_in, "renew-1", "token-2", "renew-2")

    expected = replace(
        SESSION,
        token_hash=fingerprint("token-2"),
        seen_at=NINE + SECOND,
        expires_at=ENDS + SECOND,
    )
    assert expected == renewed
    assert expected == signed_in.sessions.session("token-2", NINE)
    assert None is signed_in.sessions.session("token", NINE)
    assert None is renew(signed_in, "renew-1", "token-3", "renew-3")


def test_a_renewal_token_can_be_looked_at_without_using_it(signed_in: Storage) -> None:
    """The cookie of a browser serves several tabs."""
    assert SESSION == signed_in.sessions.renewable("renew-1", NINE)
    assert SESSION == signed_in.sessions.renewable("renew-1", NINE)


def test_a_session_that_was_ended_is_over(signed_in: Storage) -> None:
    """'Sign out' means at once, for the token, the renewal and the open socket."""
    assert True is signed_in.sessions.lasts(ORG, SESSION.token_hash, NINE)
    signed_in.sessions.end(SESSION, NINE)

    assert None is signed_in.sessions.session("token", NINE)
    assert None is signed_in.sessions.renewable("renew-1", NINE)
    assert False is signed_in.sessions.lasts(ORG, SESSION.token_hash, NINE)


def test_all_sessions_of_a_user_can_be_ended(signed_in: Storage) -> None:
    """An admin does, or the org tells of a sign-out (DECISION 55)."""
    other = replace(SESSION, token_hash=fingerprint("of the companion"), sign_in="sign-in-2")
    signed_in.sessions.open_session(other, renew_token=None)

    assert set() == signed_in.sessions.end_all_of(OTHER_ORG, "005a", NINE)
    assert {"sign-in-1", "sign-in-2"} == signed_in.sessions.end_all_of(ORG, "005a", NINE)
    assert None is signed_in.sessions.session("of the companion", NINE)


def test_a_cookie_opens_the_pages_of_calls_as_long_as_its_sign_in_lasts(
    signed_in: Storage,
) -> None:
    """It is the sign-in's own, and no token of a session (A-13)."""
    page = fingerprint("cookie").hex()
    tab, other = (
        replace(SESSION, token_hash=fingerprint(name), sign_in=name, call_page=page, created_at=at)
        for name, at in (("tab", NINE), ("newer", NINE + SECOND))
    )
    for each in (tab, other):
        signed_in.sessions.open_session(each, renew_token=None)
    found = [
        signed_in.sessions.of_call_page(org_id, token, at)
        for org_id, token, at in (
            (ORG, "cookie", NINE),
            (OTHER_ORG, "cookie", NINE),
            (ORG, "token", NINE),
            (ORG, "cookie", ENDS),
        )
    ]

    assert [other, None, None, None] == found
    assert None is signed_in.sessions.session("cookie", NINE)
    signed_in.sessions.end(other, NINE)
    assert tab == signed_in.sessions.of_call_page(ORG, "cookie", NINE)


def test_what_goes_back_to_one_sign_in_is_one_and_ends_as_one(signed_in: Storage) -> None:
    """A browser with two tabs is one line of the admin's list; another browser stays."""
    tab = replace(
        SESSION, token_hash=fingerprint("tab"), seen_at=NINE + SECOND, user_agent="Firefox"
    )
    other = replace(SESSION, token_hash=fingerprint("other"), sign_in="sign-in-2")
    for each in (tab, other):
        signed_in.sessions.open_session(each, renew_token=None)
    listed, count = signed_in.sessions.of_org(ORG, NINE)
    mine, others = listed

    assert 2 == count
    assert ("sign-in-1", "Firefox", NINE, NINE + SECOND) == (
        mine.sign_in,
        mine.user_agent,
        mine.since,
        mine.seen_at,
    )
    assert {"sign-in-1"} == signed_in.sessions.end_sign_in(ORG, "sign-in-1", NINE)
    assert ((others,), 1) == signed_in.sessions.of_org(ORG, NINE)


def test_the_list_of_an_org_is_its_own_and_can_be_searched(signed_in: Storage) -> None:
    """Ten thousand agents are not looked through by eye."""
    person = an_agent()

    assert 1 == signed_in.sessions.of_org(ORG, NINE, search=person.name[:3].upper())[1]
    assert ((), 0) == signed_in.sessions.of_org(ORG, NINE, search="%")
    assert ((), 0) == signed_in.sessions.of_org(OTHER_ORG, NINE)
    assert set() == signed_in.sessions.end_sign_in(OTHER_ORG, "sign-in-1", NINE)


def test_a_sign_in_lasts_as_long_as_the_link(signed_in: Storage) -> None:
    """An agent who is linked to somebody else is no more who signed in."""
    assert {"sign-in-1"} == signed_in.sessions.lasting(NINE)
    signed_in.people.put_agent(replace(an_agent(), user_id="005other"))

    assert set() == signed_in.sessions.lasting(NINE)


def test_the_org_is_asked_of_each_user_once_in_a_while(signed_in: Storage) -> None:
    """Many users are asked about in one request, and then not for some minutes."""
    later = NINE + 300 * SECOND
    asked = signed_in.sessions.unchecked(ORG, later, later, 10)
    signed_in.sessions.checked(ORG, asked, later)

    assert ["005a"] == asked
    assert [] == signed_in.sessions.unchecked(ORG, later, later, 10)


def test_a_sign_of_life_is_noted(signed_in: Storage) -> None:
    """After 12 h without one the agent counts as signed out (DECISION 36)."""
    signed_in.sessions.seen(SESSION, NINE + SECOND)

    assert replace(SESSION, seen_at=NINE + SECOND) == signed_in.sessions.session("token", NINE)


def issue(storage: Storage) -> None:
    storage.tickets.issue(
        SESSION, "ticket", last_seq=7, at=NINE, expires_at=NINE + 30 * SECOND, page="page-0001"
    )


def test_a_ticket_opens_one_socket(signed_in: Storage) -> None:
    """Six try at once with the same ticket."""
    issue(signed_in)
    begin = threading.Barrier(6)

    def redeem(_: int) -> Ticket | None:
        begin.wait()
        return signed_in.tickets.redeem("ticket", NINE)

    with ThreadPoolExecutor(6) as threads:
        tickets = [ticket for ticket in threads.map(redeem, range(6)) if ticket is not None]

    expected = Ticket(
        org_id=ORG,
        agent_id=A,
        last_seq=7,
        session_hash=SESSION.token_hash,
        sign_in=SESSION.sign_in,
        page="page-0001",
        browser=SESSION.browser,
        client=SESSION.client,
        session_at=SESSION.created_at,
    )
    assert [expected] == tickets


def test_the_last_session_that_ends_signs_the_agent_out_of_its_client(signed_in: Storage) -> None:
    """Of two browsers one may be ended; the companion stays as it is (DECISION 36)."""
    told: list[str] = []
    signed_in.sessions.on_ended = lambda _, agent_id: told.append(agent_id)
    for name, client in (("tab", "softphone"), ("teams", "companion")):
        other = replace(SESSION, token_hash=fingerprint(name), sign_in=name, client=client)
        signed_in.sessions.open_session(other, renew_token=None)

    def out() -> tuple[bool, bool]:
        kept = signed_in.people.desk(ORG, A).sign_in
        return kept.softphone.left_at is not None, kept.companion.left_at is not None

    signed_in.sessions.end_sign_in(ORG, "tab", NINE)
    after_one = out()
    ended = signed_in.sessions.end_all_of(ORG, "005a", NINE, "softphone")
    after_both = out()
    signed_in.sessions.end_all_of(ORG, "005a", NINE)

    assert ((False, False), (True, False), (True, True)) == (after_one, after_both, out())
    assert ({SESSION.sign_in}, [A, A, A]) == (ended, told)


def test_a_ticket_has_its_time(signed_in: Storage) -> None:
    """Thirty seconds are enough to open a socket."""
    issue(signed_in)

    assert None is signed_in.tickets.redeem("ticket", NINE + 30 * SECOND)


def test_a_ticket_ends_with_its_session(signed_in: Storage) -> None:
    """Signing out between ticket and socket still counts."""
    issue(signed_in)
    signed_in.sessions.end(SESSION, NINE)

    assert None is signed_in.tickets.redeem("ticket", NINE)
