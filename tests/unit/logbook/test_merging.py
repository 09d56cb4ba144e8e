"""Two people type into the same notes: both texts are kept (B-9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.logbook.merging import MOST_COMPARED, merged


@pytest.mark.requirement("B-9")
@pytest.mark.parametrize(
    ("base", "first", "second", "both"),
    [
        ("", "asked for refund", "call back", "asked for refund\ncall back"),
        ("Ada", "Ada asked", "Ada called", "Ada asked called"),
        ("Ada asked", "Ada asked.", "Then Ada asked", "Then Ada asked."),
        ("ref", "refund paid", "ref\ncall back", "refund paid\ncall back"),
        ("pay by card", "pay card", "pay by new card", "pay new card"),
        ("pay by card", "", "pay by card now", " now"),
        ("pay by card", "pay", "pay by new card", "pay by new card"),
        ("card", "cards", "cardboard", "cards\ncardboard"),
        ("same", "same", "new", "new"),
        ("same", "new", "same", "new"),
        ("same", "new", "new", "new"),
        ("", "asked", "asked for refund", "asked for refund"),
        ("", "asked for refund", "asked", "asked for refund"),
    ],
)
def test_both_texts_are_kept(base: str, first: str, second: str, both: str) -> None:
    """The one heard first stands first; who deletes does not win over who types."""
    merge = merged(base, first, second)

    assert both == merge


def test_texts_that_differ_too_much_to_be_compared_are_both_kept() -> None:
    """Nobody keeps the server busy; the texts stand one after the other."""
    words = [f"w{n}" for n in range(MOST_COMPARED // 100)]
    base, first, second = (" ".join(f"{word}{mark}" for word in words) for mark in "abc")

    assert f"{first}\n{second}" == merged(base, first, second)


OLD = ["Ada", "asked", "for", "a", "refund", "."]
edits = st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=6)


def edited(words: list[str], author: str, wanted: list[tuple[int, bool]]) -> str:
    """Return a text after an author has typed words of their own, and deleted others'."""
    words = list(words)
    for nth, (number, typing) in enumerate(wanted):
        place = number % (len(words) + 1)
        if typing:
            words.insert(place, f"{author}{nth}")
        elif place < len(words) and not words[place].startswith(author):
            del words[place]
    return " ".join(words)


@pytest.mark.requirement("B-9")
@given(first=edits, second=edits)
def test_nothing_typed_is_lost_and_nothing_doubled(
    first: list[tuple[int, bool]], second: list[tuple[int, bool]]
) -> None:
    """Wherever the two have typed and deleted, each typed word stands there once."""
    one, other = edited(OLD, "A", first), edited(OLD, "B", second)
    both = merged(" ".join(OLD), one, other)
    typed = [word for word in [*one.split(), *other.split()] if word not in OLD]

    assert sorted(typed) == sorted(word for word in both.split() if word not in OLD)


class Client:
    """What a panel does with its notes (static/js/core/draft.js), and a network that loses."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.words: list[str] = []
        """Those typed here; each is another."""
        self.text = self.base = ""
        self.under_way: tuple[str, str] | None = None
        """The text that was sent and what it grew from, until its answer is here."""
        self.arrived = False

    def type(self, place: int) -> None:
        """Type a word somewhere."""
        word = f"{self.name}{len(self.words)}"
        self.words.append(word)
        words = self.text.split(" ") if self.text else []
        words.insert(place % (len(words) + 1), word)
        self.text = " ".join(words)

    def send(self, server: str, *, answered: bool) -> str:
        """Send what is not acknowledged yet: the same again first. Return the server's text."""
        if self.under_way is None:
            self.under_way = self.text, self.base
        text, base = self.under_way
        if not self.arrived:  # the server does the same command once, by its key
            server = merged(base, server, text)
        self.arrived = not answered
        if answered:
            self.base, self.under_way = text, None
        return server

    def hear(self, server: str) -> None:
        """Take up the server's text, where nothing of ours is unsent."""
        if self.under_way is None and self.text == self.base:
            self.text = self.base = server


steps = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(["type", "send", "lose", "hear"]), st.integers(0, 9)
    ),
    max_size=40,
)


@pytest.mark.requirement("B-9")
@given(steps)
def test_two_clients_come_to_the_same_text_with_each_word_once(
    story: list[tuple[int, str, int]],
) -> None:
    """Whenever they type, send, lose an answer and hear of each other."""
    clients = Client("A"), Client("B")
    server = ""
    for who, what, place in story:
        client = clients[who]
        if what == "type":
            client.type(place)
        elif what == "hear":
            client.hear(server)
        else:
            server = client.send(server, answered=what == "send")
    for client in (*clients, *clients):  # both are connected again, and have nothing left to send
        server = client.send(server, answered=True)
    for client in clients:
        client.hear(server)

    assert {server} == {client.text for client in clients}
    assert sorted([*clients[0].words, *clients[1].words]) == sorted(server.split())
