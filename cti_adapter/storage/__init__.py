"""What is kept, on SQLite or PostgreSQL. Decides nothing about calls.

    bring_up_to_date(url, at)            … as a deployment does: with a copy first
    migrate(url)                         bring the schema up to date
    storage = open_storage(url, sealer)  after a fork, never before it
    storage.units.write(org_id, work)    one transaction of one org; back when it is on disk
    storage.units.read(org_id, work)     one consistent view
    storage.queue, .timers               what is due, over all orgs
    storage.people, .inbox               agents, desks, missed messages, raw input
    storage.settings                     orgs and connectors, their secrets sealed
    storage.sign_in, .sessions           from the click to the ticket of a socket
    storage.ready(), storage.close()

On PostgreSQL `listen` tells what other processes have stored.

A file a table or a few: inbox, calls, journal, outbox, people, commands, settings, sign_in,
sessions. Below them transaction
(how a statement is run), sqlite and postgresql (how a transaction is run), engine (how a
connection is made). Everything raises StorageUnavailable when the database itself takes nothing.
"""

from cti_adapter.storage.migrations import at_head, migrate
from cti_adapter.storage.notify import Listener, listen
from cti_adapter.storage.secrets import FernetSealer, Sealer
from cti_adapter.storage.store import Storage, open_storage
from cti_adapter.storage.upgrade import bring_up_to_date

__all__ = [
    "FernetSealer",
    "Listener",
    "Sealer",
    "Storage",
    "at_head",
    "bring_up_to_date",
    "listen",
    "migrate",
    "open_storage",
]
