"""The org: its objects, its records, its settings, and how a write gets in."""
