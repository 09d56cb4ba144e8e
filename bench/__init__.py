"""The benchmark: our server and peers made for nothing but pushing, in one run.

Node's ws always, aiohttp where it is installed, and nchan where nginx has it (Debian: nginx-light
and libnginx-mod-nchan). `python -m bench` prints a table and which goals of design section 5 are
met; `--quick` is the form of the suite, and `--json FILE` keeps each run. Loopback only, bounded in
count and time.
"""
