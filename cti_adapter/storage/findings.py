"""What the checks of the set-up found last, a row a subject. Nothing is kept of what was before."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.findings import Finding
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import findings


class FindingStore:
    """The findings of all orgs (port Findings)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, org_id: OrgId, subject: str, finding: Finding) -> None:
        """Keep what was found of a subject, in the place of what was found before."""
        body = msgspec.json.encode(finding).decode()
        added = insert(findings).values(org_id=org_id, subject=subject, at=finding.at, body=body)
        statement = added.on_conflict_do_update(
            index_elements=[findings.c.org_id, findings.c.subject],
            set_={"at": added.excluded.at, "body": added.excluded.body},
        )
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def of(self, org_id: OrgId, *, like: str = "") -> dict[str, Finding]:
        """Return what was found, by subject; only subjects that begin with `like`."""
        table = findings.c
        query = select(table.subject, table.body).where(
            table.org_id == org_id, table.subject.startswith(like, autoescape=True)
        )
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return {subject: msgspec.json.decode(body, type=Finding) for subject, body in rows}

    def drop(self, org_id: OrgId, *, like: str) -> bool:
        """Forget subjects that begin so; whether there was one."""
        table = findings.c
        statement = delete(findings).where(
            table.org_id == org_id, table.subject.startswith(like, autoescape=True)
        )
        return bool(
            self._database.write(
                org_id,
                lambda transaction: transaction.core.execute(
                    statement.returning(table.subject)
                ).all(),
            )
        )
