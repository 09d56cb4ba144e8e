"""The product as a cluster: three web and two work processes, a balancer, PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cti_adapter.demo.ports import free_port
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.demo.processes import Cluster
from tests.support.running import Running

WEBS, WORKS = 3, 2
CONNECTIONS = 200


@contextmanager
def clustered(folder: Path) -> Iterator[Running]:
    """Run the product as a cluster, with a database server of its own."""
    server = PostgresServer(survives_kills=True, connections=CONNECTIONS)
    try:
        cluster = Cluster(tuple(free_port() for _ in range(WEBS)), WORKS)
        with Running(folder, database=server.make_database(), cluster=cluster) as product:
            product.database_server = server
            yield product
    finally:
        server.stop()
