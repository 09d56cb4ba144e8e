"""How data leave a database of PostgreSQL, and come into an empty one: by its own programs.

They are given the address without its password, which stands in their environment: what a program
is called with, everybody on the machine can read.
"""

import os
import shutil
import subprocess  # nosec B404 - programs of PostgreSQL, called by name, without a shell
from pathlib import Path

from sqlalchemy import URL, Connection, MetaData

from cti_adapter.errors import BadBackup
from cti_adapter.storage import engine


def dump(url: URL, connection: Connection, to: Path) -> None:
    """Write what a connection sees in its transaction to a new file, in pg_dump's own format.

    Raises:
        BadBackup: pg_dump is not there, or says no.
    """
    seen = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
    # what no policy lets through would be missing: all is, for a connection that says so (ADR 0050)
    _run(
        "pg_dump",
        url,
        "--enable-row-security",
        "--format=custom",
        f"--snapshot={seen}",
        f"--file={to}",
    )


def fill(url: URL, data: Path) -> None:
    """Bring what `dump` wrote into an empty database, as a whole or not at all.

    Raises:
        BadBackup: pg_restore is not there, or says no.
    """
    _run("pg_restore", url, "--single-transaction", "--exit-on-error", str(data))


def is_empty(url: URL) -> bool:
    """Whether a database has no tables."""
    return not _tables(url).tables


def clear(url: URL) -> None:
    """Drop every table of a database."""
    tables = _tables(url)
    maker = engine.of_all_orgs(url)
    with maker.begin() as connection:
        tables.drop_all(connection)
    maker.dispose()


def _tables(url: URL) -> MetaData:
    found, maker = MetaData(), engine.of_all_orgs(url)
    try:
        found.reflect(maker)
    finally:
        maker.dispose()
    return found


def _run(program: str, url: URL, *arguments: str) -> None:
    where = shutil.which(program)
    if where is None:
        raise BadBackup(
            f"{program} is not installed here: install the client programs of PostgreSQL, of the"
            " server's version or a newer one (on Debian: apt install postgresql-client)"
        )
    if "sslpassword" in url.query:
        raise BadBackup(
            f"{program} takes the address's sslpassword on its command line alone, where everybody"
            " on this machine can read it: use a key without one"
        )
    password = url.password or url.query.get("password")
    secret = {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603 # nosec B603 - see above
        [
            where,
            "--no-owner",
            "--no-privileges",
            "--no-password",
            f"--dbname={_without_password(url)}",
            *arguments,
        ],
        env={**os.environ, "PGOPTIONS": "-c cti.org=*", **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BadBackup(f"{program}: {done.stderr.strip() or done.returncode}")


def _without_password(url: URL) -> str:
    bare = URL.create(
        "postgresql", url.username, host=url.host, port=url.port, database=url.database
    )
    return bare.set(query=url.difference_update_query(["password"]).query).render_as_string()
