"""A PostgreSQL server for a cluster or a test: in a folder of its own, by a socket, thrown away.

Databases belong to a user who is no superuser, as in production: row-level security binds it.

It does not wait for the disk (no fsync), so it says nothing of power cuts. Where it is to lose
nothing by being killed, it has to be made so. Root cannot run the server; Debian's package brings
the user that can.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from sqlalchemy import make_url

_PACKAGED = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
_FAST = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c shared_buffers=32MB"


class PostgresServer:
    """One server; many small databases.

    Args:
        survives_kills: whether what was committed is there after `crash`.
        connections: how many there may be at the same time.
    """

    def __init__(self, *, survives_kills: bool = False, connections: int = 60) -> None:
        commit = "on" if survives_kills else "off"
        self._options = f"{_FAST} -c synchronous_commit={commit} -c max_connections={connections}"
        self._folder = Path(tempfile.mkdtemp(prefix="cti-pg-"))
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "--no-sync", "--auth=trust", "--username=cti", "--locale=C.UTF-8")
        self._start()
        self._made = 0
        self._say("CREATE ROLE app LOGIN")

    @property
    def pid(self) -> int:
        """The server's first process; all others are children of it."""
        return int((self._folder / "data" / "postmaster.pid").read_text().split()[0])

    def make_database(self, *, like: str | None = None) -> str:
        """Make a database and return its URL.

        Args:
            like: the URL of one of ours that is copied, nobody being connected to it; without one
                the database is empty.
        """
        self._made += 1
        name = f"cti_{self._made}"
        copied = f" TEMPLATE {make_url(like).database}" if like else ""
        self._say(f"CREATE DATABASE {name} OWNER app{copied}")
        return f"postgresql+psycopg://app@/{name}?host={self._folder}"

    def crash(self, down_s: float = 0.0) -> None:
        """End it at once, without a word to anybody; start it again so much later."""
        self._end()
        time.sleep(down_s)
        self._start()

    def stop(self) -> None:
        """End it, and leave nothing of it."""
        self._end()
        shutil.rmtree(self._folder)

    def _start(self) -> None:
        options = f"{self._options} -k {self._folder}"
        self._run("pg_ctl", "--wait", "--silent", f"--options={options}", "start")

    def _end(self) -> None:
        self._run("pg_ctl", "--wait", "--silent", "--mode=immediate", "stop")

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
