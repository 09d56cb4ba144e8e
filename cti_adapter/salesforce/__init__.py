"""The org: sign-in, search, records, the Task."""
