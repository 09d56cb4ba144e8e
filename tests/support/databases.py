"""Where the products of the tests keep what they know: a file each, or a database of PostgreSQL.

Under `pytest --postgresql` every product has a database of its own on one server a pytest process,
each a copy of one that was migrated once. A test that names a database itself gets that one.
"""

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.storage import migrate

CONNECTIONS = 300
"""Twenty in the pool of a process, two processes a product, and a file may start one of its own."""


class Databases:
    """Gives each product its database; a server is started for the first that needs one."""

    def __init__(self) -> None:
        self.on_postgresql = False
        self._server: PostgresServer | None = None
        self._migrated = ""

    def new(self) -> str | None:
        """Return the URL of a database with the schema and no rows; None for a file of one's own.

        The caller is the only one who has it.
        """
        if not self.on_postgresql:
            return None
        if self._server is None:
            self._server = PostgresServer(connections=CONNECTIONS)
            self._migrated = self._server.make_database()
            migrate(self._migrated)
        return self._server.make_database(like=self._migrated)

    def close(self) -> None:
        """End the server, where there is one."""
        if self._server is not None:
            self._server.stop()
            self._server = None


DATABASES = Databases()
"""Those of this pytest process; product_plugin.py says of which kind."""
