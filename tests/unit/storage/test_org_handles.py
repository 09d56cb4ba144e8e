"""Whoever asks the storage says for which org: the promise of D11, read from the signatures."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, get_type_hints

import msgspec

from cti_adapter import storage

MACHINERY = {
    "audited",
    "backups",
    "database",
    "engine",
    "migrations",
    "moments",
    "mounts",
    "native",
    "notify",
    "postgresql",
    "row_security",
    "secrets",
    "sqlite",
    "store",
    "transaction",
    "upgrade",
}
"""Modules that keep the databases running; what they read of an org is given to them with it."""

BOUND = {"SqlUnit", "Tables"}
"""Made for one org: refuses the rows of another (`_is_ours`), or names its own in each query."""

FOR_ALL_ORGS = {
    "AdminSessions.redeem_boot_token": "the secret token says whose it is",
    "AdminSessions.session": "the secret token says whose it is",
    "AuditTrail.chains": "the check of all chains, and their retention",
    "CallTimers.due_calls": "the clock; each call comes with its org",
    "Configurations.numbers": "the watch over changes; each version comes with its org",
    "Figures.read": "counts for the operator; each comes with its org",
    "Intakes.by_key": "the key in the address of forms says which org",
    "OutboxQueue.claim": "the courier; each entry comes with its org",
    "OutboxQueue.next_due": "the courier: a moment",
    "Sessions.lasting": "the watch over open sockets: sign-ins, and nothing of them",
    "Sessions.signed_in": "the watch over open sockets; each agent comes with its org",
    "as_agent": "a row that has been read",
    "pause_in": "a row that has been read",
    "put_agents": "each agent comes with its org",
    "Reconciliation.paused": "the watch over pauses; each comes with its org",
    "Sealed.check": "the check at the start",
    "Sealed.rotate": "the operator; each secret is sealed for its own org",
    "sealed_columns": "columns, and no row",
    "sought_by": "a condition beside the org's",
    "SettingsStore.orgs": "the list of orgs",
    "SettingsStore.put_org": "the org itself",
    "SettingsStore.org_by_key": "the key in the address says which org",
    "SettingsStore.connector": "the key in the hook's address says which org",
    "Sessions.of_browser": "the secret cookie says whose it is",
    "Sessions.session": "the secret token says whose it is",
    "Sessions.renew": "the secret token says whose it is",
    "Sessions.renewable": "the secret token says whose it is",
    "Tickets.redeem": "the secret ticket says whose it is",
    "lasts_at": "a condition; what it is put into names the org",
    "SignIns.came_back": "the secret state says whose it is",
    "People.due_desks": "the clock; each agent comes with their org",
    "WebProcesses.last_seen": "processes of the deployment; each holds sockets of all orgs",
    "WebProcesses.living": "processes of the deployment; each holds sockets of all orgs",
    "WebProcesses.seen": "processes of the deployment; each holds sockets of all orgs",
}
"""Asks before the org is known, or for all of them at once, and why."""


def test_every_repository_function_takes_the_org() -> None:
    """A bare id would find the thing of another org as well (ASVS 8.4.1)."""
    without = {name for name, function in repository() if not takes_the_org(function)}

    assert set(FOR_ALL_ORGS) == without


def repository() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return what asks for rows of orgs: public functions, and public methods of classes."""
    for found in iter_modules(storage.__path__):
        if found.name not in MACHINERY and not found.ispkg:
            yield from public_in(import_module(f"{storage.__name__}.{found.name}"))


def public_in(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(thing):
            yield name, thing
        elif inspect.isclass(thing) and name not in BOUND:
            for method, function in vars(thing).items():
                if inspect.isfunction(function) and not method.startswith("_"):
                    yield f"{name}.{method}", function


def takes_the_org(function: Callable[..., Any]) -> bool:
    """Tell whether an argument is the org, or something that says whose it is."""
    arguments = get_type_hints(function)
    arguments.pop("return", None)
    return "org_id" in arguments or any(
        isinstance(kind, type)
        and issubclass(kind, msgspec.Struct)
        and "org_id" in kind.__struct_fields__
        for kind in arguments.values()
    )
