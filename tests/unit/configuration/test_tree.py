"""Plain YAML with lines, and nothing that YAML can do beyond that."""

import pytest

from cti_adapter.configuration.tree import LARGEST, Entry, Leaf, NotReadable, Rows, Table, tree_of


def test_a_file_is_a_tree_with_lines() -> None:
    """So that a fault has its place."""
    text = "a: 1\nb:\n- x\n- ~\nc: ''\nd:\n  e: no\n"

    assert tree_of(text) == Table(
        (
            Entry("a", Leaf("1", 1), 1),
            Entry("b", Rows((Leaf("x", 3), Leaf(None, 4)), 3), 2),
            Entry("c", Leaf("", 5), 5),
            Entry("d", Table((Entry("e", Leaf("no", 7), 7),), 7), 6),
        ),
        1,
    )
    assert Table(()) == tree_of("# nothing\n")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1\n b: 2\n", "no-yaml", 2),
        ("a: 1\n---\nb: 2\n", "no-yaml", 2),
        ("a: &x [1]\n", "alias", 1),
        ("a: 1\nb: *x\n", "alias", 2),
        ("a: !!python/object/apply:os.system [ls]\n", "tag", 1),
        ("a: !secret x\n", "tag", 1),
        ("[a, b]: 1\n", "key", 1),
        ("a: 1\nb: \x00\n", "character", 2),
        (f"a: {'[' * 20}{']' * 20}\n", "too-deep", 1),
        ("a" * (LARGEST + 1), "too-large", 0),
    ],
)
def test_what_is_not_plain_is_not_read(text: str, code: str, line: int) -> None:
    """A file from outside runs nothing, and cannot be larger than it is."""
    with pytest.raises(NotReadable) as refused:
        tree_of(text)

    assert (code, line) == (refused.value.fault.code, refused.value.fault.line)
