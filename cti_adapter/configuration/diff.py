"""What is different between two documents, path by path, in the order of the file."""

from collections.abc import Iterator
from typing import Any

import msgspec

from cti_adapter.configuration.document import Document

_NOTHING: Any = object()


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One place where two documents differ; None where the one has nothing there."""

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.path}: {self.after}"
        if self.after is None:
            return f"- {self.path}: {self.before}"
        return f"  {self.path}: {self.before} → {self.after}"


def differences(before: Document, after: Document) -> tuple[Difference, ...]:
    """Return what is different; parts that one of them leaves out are not compared."""
    old, new = before.over(after), after.over(before)
    return tuple(_of_parts(old, new))


def _of_parts(before: Document, after: Document) -> Iterator[Difference]:
    for name in Document.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):  # ten thousand agents, one of them new
            old, new = _without_equal(old, new), _without_equal(new, old)
        yield from _between(name, _full(old), _full(new))


def _without_equal(parts: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in parts.items() if others.get(key) != part}


def _full(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _full(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {key: _full(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_full(each) for each in value]
    return value


def _between(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        names = [*after, *(name for name in before if name not in after)]
        for name in names:
            yield from _between(
                f"{path}.{name}", before.get(name, _NOTHING), after.get(name, _NOTHING)
            )
    elif _is_table(before) and _is_table(after):
        yield from _rows(path, before, after)
    else:
        yield Difference(path=path, before=_shown(before), after=_shown(after))


def _rows(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Compare a table row by row; where the rows are the same, their order differs."""
    for number, row in enumerate(before):
        if row not in after:
            yield Difference(path=f"{path}[{number}]", before=_shown(row), after=None)
    for number, row in enumerate(after):
        if row not in before:
            yield Difference(path=f"{path}[{number}]", before=None, after=_shown(row))
    if all(row in after for row in before) and all(row in before for row in after):
        yield Difference(path=path, before=_shown(before), after=_shown(after))


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _shown(value: Any) -> str | None:
    if value is _NOTHING:
        return None
    if isinstance(value, str) and value and "\n" not in value:
        return value
    if isinstance(value, dict):
        said = (f"{name}: {_shown(each)}" for name, each in value.items() if each not in ("", None))
        return ", ".join(said)
    if isinstance(value, list):
        return "[" + ", ".join(_shown(each) or "" for each in value) + "]"
    return msgspec.json.encode(value).decode()
