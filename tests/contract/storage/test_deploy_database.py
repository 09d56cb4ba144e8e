"""The script that makes the product's database makes one that the product can live in."""

import os
import subprocess

from sqlalchemy import create_engine, make_url, text

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.storage import at_head, migrate
from tests.unit.test_deploy_files import DEPLOY


def test_the_script_makes_a_database_of_a_plain_user(postgres: PostgresServer) -> None:
    """Whom every policy binds, and who may bring the schema up to date."""
    folder = str(make_url(postgres.make_database()).query["host"])
    subprocess.run(  # noqa: S603 - our own script
        [DEPLOY / "postgres-init.sh", "plain"],
        env={
            "PATH": os.environ["PATH"],
            "PGHOST": folder,
            "POSTGRES_USER": "cti",
            "CTI_PASSWORD": "a'quoted$word",
        },
        check=True,
    )
    url = f"postgresql+psycopg://plain@/plain?host={folder}"
    migrate(url)
    engine = create_engine(url)
    with engine.connect() as connection:
        rights = connection.execute(
            text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
    engine.dispose()

    assert at_head(url)
    assert (False, False) == tuple(rights)
