"""Asterisk: what its ARI and AMI say, as events of calls; what agents ask, as AMI actions.

An observer (ADR 0034): calls stay in the customer's dialplan, we listen. Everything in here is
pure; the sockets are held by cti_adapter/connect.

    ari.py       one ARI event, as far as we read it
    exchange.py  what the PBX looks like now: channels, bridges, calls
    decoder.py   each event changes the picture ...
    settling.py  ... and what changed for an agent is told
    told.py      what is told, in the words of contract.md §4
    ami.py       the AMI's text blocks; queues and voicemail
    pausing.py   who takes calls from queues
    records.py   calls that nobody saw, from the PBX's own records
    verbs.py     what an agent asks for: of which channel ...
    actions.py   ... and in the AMI's words
"""
