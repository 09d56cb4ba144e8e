"""What Alembic runs around the migrations: on the connection it was given, nothing else."""

from alembic import context

from cti_adapter.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
