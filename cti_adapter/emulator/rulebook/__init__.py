"""What Salesforce enforces on records, rule by rule, each with its source and how sure it is.

A choice where the facts say "unknown" stands in `emulator/rules.py`, never here.
"""
