"""The configuration of an org as one thing: its file, its settings, its differences (B-14, D16).

Pure: knows the schema and the file, no database, no page and no environment.
"""
