"""What a composite, batch or graph request says, read and held against the limits.

Everything is checked before the first part is done. Limits: facts/salesforce.md 5.3; codes and
texts of a refusal are choices in rules.py.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org import references
from cti_adapter.emulator.rest.rest import unreadable
from cti_adapter.emulator.rest.subrequests import Subrequest

_METHODS: Final = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"})
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
_DATA: Final = "/services/data/v"


def requests_in(given: Mapping[str, Any]) -> list[Subrequest]:
    """Return the parts of a composite request, each with a reference id of its own.

    Raises:
        Refused: it is none, or too large.
    """
    parts = parts_in(given, "compositeRequest")
    if sum(_heavy(part) for part in parts) > rules.HEAVY_SUBREQUESTS:
        raise _too_many(f"{rules.HEAVY_SUBREQUESTS} query or collections subrequests")
    _check_references(parts)
    return parts


def parts_in(
    given: Mapping[str, Any], member: str, most: int = rules.SUBREQUESTS
) -> list[Subrequest]:
    """Return the requests listed in a member of the body, in their order.

    Raises:
        Refused: there are none, too many, or one is no request.
    """
    rows = given.get(member)
    if not isinstance(rows, list) or not rows:
        raise unreadable(f"{member} must be a list of requests")
    if len(rows) > most:
        raise _too_many(f"{most} subrequests")
    return [_part(row, f"{member}[{place}]") for place, row in enumerate(rows)]


def graphs_in(given: Mapping[str, Any]) -> list[tuple[str, list[Subrequest]]]:
    """Return graph id and parts of every graph.

    Raises:
        Refused: it is no list of graphs, or one of the limits of a graph is passed.
    """
    rows = given.get("graphs")
    if not isinstance(rows, list) or not rows:
        raise unreadable("graphs must be a list of graphs")
    if len(rows) > rules.GRAPHS:
        raise _too_many(f"{rules.GRAPHS} graphs")
    found = [_graph(row, place) for place, row in enumerate(rows)]
    if len({graph_id for graph_id, _ in found}) < len(found):
        raise unreadable("every graph has a graphId of its own")
    if sum(len(parts) for _, parts in found) > rules.GRAPH_NODES:
        raise _too_many(f"{rules.GRAPH_NODES} nodes")
    for _, parts in found:
        _check_graph(parts)
    return found


def _graph(row: Any, place: int) -> tuple[str, list[Subrequest]]:
    graph_id = row.get("graphId") if isinstance(row, dict) else None
    if not isinstance(graph_id, str) or not graph_id:
        raise unreadable(f"graphs[{place}] must have a graphId")
    parts = parts_in(row, "compositeRequest", rules.GRAPH_NODES)
    _check_references(parts)
    return graph_id, parts


def _check_graph(parts: list[Subrequest]) -> None:
    depths: dict[str, int] = {}
    for part in parts:
        earlier = references.names_in([part.url, part.body])
        depths[str(part.reference)] = 1 + max((depths.get(one, 0) for one in earlier), default=0)
    if max(depths.values()) > rules.GRAPH_DEPTH:
        raise _too_many(f"a depth of {rules.GRAPH_DEPTH}")
    kinds = {(part.method, _resource(part).split("/")[1:3][-1]) for part in parts}
    if len(kinds) > rules.GRAPH_KINDS:
        raise _too_many(f"{rules.GRAPH_KINDS} kinds of nodes")


def _check_references(parts: list[Subrequest]) -> None:
    names = [part.reference for part in parts]
    for name in names:
        if name is None or not _REFERENCE.fullmatch(name):
            raise unreadable(
                f"Provided referenceId ('{name or ''}') must start with a letter or a number, and"
                " it can contain only letters, numbers and underscores ('_')."
            )
    if len(set(names)) < len(names):
        raise unreadable("every subrequest has a referenceId of its own")


def _part(row: Any, where: str) -> Subrequest:
    if not isinstance(row, dict):
        raise unreadable(f"{where} must be an object")
    method, url, headers = row.get("method"), row.get("url"), row.get("httpHeaders") or {}
    reference = row.get("referenceId")
    if not isinstance(method, str) or method.upper() not in _METHODS:
        raise unreadable(f"{where}.method must be one of {', '.join(sorted(_METHODS))}")
    if not isinstance(headers, dict) or not all(isinstance(each, str) for each in headers.values()):
        raise unreadable(f"{where}.httpHeaders must be an object of texts")
    if reference is not None and not isinstance(reference, str):
        raise unreadable(f"{where}.referenceId must be a text")
    part = Subrequest(
        method=method.upper(),
        url=_address(url, where),
        reference=reference,
        body=row.get("body", row.get("richInput")),
        headers=headers,
    )
    resource = _resource(part).rstrip("/")
    if resource == "/composite" or resource.startswith(rules.NOT_IN_COMPOSITE):
        raise Refused(*rules.NESTED_COMPOSITE, fields=None)
    return part


def _address(url: Any, where: str) -> str:
    """Return the whole path; a batch leaves /services/data/ out."""
    full = f"/services/data/{url.lstrip('/')}" if str(url).lstrip("/")[:1] == "v" else url
    if not isinstance(full, str) or not full.startswith(_DATA):
        raise unreadable(f"{where}.url must begin with /services/data/")
    return full


def _resource(part: Subrequest) -> str:
    """Return the path behind the version, such as /sobjects/Task."""
    return "/" + urlsplit(part.url).path.removeprefix(_DATA).partition("/")[2]


def _heavy(part: Subrequest) -> bool:
    return _resource(part).startswith(("/query", "/composite/sobjects"))


def _too_many(what: str) -> Refused:
    code, text = rules.COMPOSITE_TOO_LARGE
    return Refused(code, text.format(what), fields=None)
