"""`cti-adapter connect`: holds the line to one telephone system that does not post by itself.

A process of its own with plain threads (D12), so that a restart of the web loses no line, and a
slow PBX holds up nobody. It reads and tells; what a message means is telephony/asterisk's.

    line.py      opens the line, looks at what runs, follows it; comes back when it is lost
    ari.py       the PBX's REST and its event socket
    door.py      where the PBX dials us instead
    manager.py   the AMI
    post.py      what is told, posted to the web process until it is on disk there
    orders.py    what agents ask for, taken from the web process
    memory.py    what is known, on disk
"""
