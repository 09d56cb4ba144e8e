"""Tries to lose a call, or to log it twice: the product under crashes and a bad Salesforce.

    cti-adapter torture sim                 many seeds, a schedule each, in virtual time
    cti-adapter torture sim --seed 4711     one of them again, step by step
    cti-adapter torture sim --mutants       four broken designs, each of which has to be caught
    cti-adapter torture kill                the real processes, killed while calls are told
    cti-adapter torture power               power cuts, and what is left on the disk
    cti-adapter torture outage              Salesforce is away for an hour
    cti-adapter torture all                 all of it, and one table of what is promised

What is tortured is the product's own code (docs/torture.md); what it stands between is made here
for `sim` and is the stand-in's for `kill`. Nothing of the product imports this package.
"""
