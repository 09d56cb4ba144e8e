"""The database: schema, migrations and a repository a table."""
