"""What an agent typed into a search field, understood: words, or a number in any spelling.

Pure: knows no object type and no org. What is sent to the org keeps its accents, because the org
compares by them; what comes back is believed without them.
"""

import unicodedata

import msgspec

from cti_adapter.calls.number import PhoneNumber, search_variants

_FEWEST_DIGITS = 3
_WITHOUT_TRUNK = 5
"""From so many digits on a number is also looked for without its leading zeros."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed, understood."""

    typed: str
    """Without control characters and needless spaces: this is what the org is asked for."""
    text: str
    """The same without case and accents: by this the answer is believed."""
    words: tuple[str, ...]
    """The words of `text`."""
    digits: tuple[str, ...]
    """The digit strings it may stand for as (a part of) a number."""
    has_letters: bool
    """Whether there is more than a number: "Case 1026", "Ada"."""


def wanted(text: str) -> Wanted:
    """Understand what was typed; nothing in it is an operator or a wildcard."""
    typed, plain = _clean(text), folded(text)
    words = words_of(plain)
    has_letters = any(letter.isalpha() for letter in plain)
    last = words[-1] if words and words[-1].isdigit() else ""
    bare = last if has_letters else "".join(letter for letter in plain if letter.isdigit())
    digits = _digit_strings(plain, bare) if len(bare) >= _FEWEST_DIGITS and bare.isascii() else ()
    return Wanted(typed=typed, text=plain, words=words, digits=digits, has_letters=has_letters)


def has_number(stored: str, wish: Wanted) -> bool:
    """Whether a number as a record stores it holds the digits; beside a word none does."""
    digits = "".join(letter for letter in stored if letter.isdigit())
    return not wish.has_letters and any(each in digits for each in wish.digits)


def has_words(named: str, wish: Wanted) -> bool:
    """Whether every word typed begins one of these, a running number with or without zeros."""
    plain = folded(named)
    begins = [form for each in words_of(plain) for form in (each, each.lstrip("0"))]
    if not wish.has_letters:
        return any(each in plain for each in wish.digits)
    every = all(any(each.startswith(word) for each in begins) for word in wish.words)
    return wish.text in plain or (every and bool(wish.words))


def folded(text: str) -> str:
    """Return a text without case and accents."""
    letters = unicodedata.normalize("NFKD", _clean(text).casefold())
    return "".join(each for each in letters if unicodedata.category(each) != "Mn")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text: what stands between spaces, punctuation and symbols."""
    parted = (" " if unicodedata.category(each)[0] in "PSZ" else each for each in text)
    return tuple(dict.fromkeys("".join(parted).split()))


def _clean(text: str) -> str:
    """Drop what no name has: control characters, marks of direction, halves of characters."""
    letters = (each for each in unicodedata.normalize("NFC", text))
    kept = (each for each in letters if each.isspace() or unicodedata.category(each)[0] != "C")
    return " ".join("".join(kept).split())


def _digit_strings(plain: str, bare: str) -> tuple[str, ...]:
    """Return how a number, or a part of one, may stand in a field without its punctuation."""
    strings = [bare]
    world = bare.removeprefix("00") if bare.startswith("00") else bare
    if plain.startswith("+") or world != bare:
        strings += [each for each in search_variants(PhoneNumber(f"+{world}")) if each]
    if len(bare.lstrip("0")) >= _WITHOUT_TRUNK:
        strings.append(bare.lstrip("0"))
    long_enough = (each for each in strings if len(each) >= _FEWEST_DIGITS)
    return tuple(dict.fromkeys(long_enough))
