"""The benchmark: our server and a peer written for nothing but pushing, in one run.

`python -m bench` prints a table and which goals of design section 5 are met; `--quick` is the form
of the suite. Loopback only, bounded in count and time; nothing is kept.
"""
