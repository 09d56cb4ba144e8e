"""A PostgreSQL server for the tests: made in a folder of its own, reached by a socket, thrown away.

It keeps nothing safe (no fsync), so no test here may speak of power cuts. Root cannot run the
server; Debian's package brings the user that can.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

_PACKAGED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
_UNSAFE_BUT_FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' "
    "-c shared_buffers=32MB -c max_connections=60"
)


class PostgresServer:
    """One server; many small databases."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cti-pg-"))
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "--no-sync", "--auth=trust", "--username=cti", "--locale=C.UTF-8")
        options = f"{_UNSAFE_BUT_FAST} -k {self._folder}"
        self._run("pg_ctl", "--wait", "--silent", f"--options={options}", "start")
        self._made = 0

    def make_database(self) -> str:
        """Make an empty database and return its URL."""
        self._made += 1
        name = f"cti_{self._made}"
        self._say(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://cti@/{name}?host={self._folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "--wait", "--silent", "--mode=immediate", "stop")
        shutil.rmtree(self._folder)

    def _say(self, sentence: str) -> None:
        conninfo = f"host={self._folder} user=cti dbname=postgres"
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute(sentence.encode())

    def _run(self, program: str, *arguments: str) -> None:
        where = shutil.which(program) or str(_PACKAGED[-1] / program)
        command = [*self._as_user, where, f"--pgdata={self._folder / 'data'}", *arguments]
        log = self._folder.with_suffix(".log")
        with log.open("ab") as output:
            subprocess.run(  # noqa: S603 - our own words, no shell
                command, check=True, stdout=output, stderr=output, cwd="/"
            )
        log.unlink()
