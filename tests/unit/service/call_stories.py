"""How calls go that several tests begin with, from the first ring on."""

RINGS = "09:00:00 | leg.offered | 101, remote_number=+14155550101\n"
ANSWERED = f"{RINGS}09:00:04 | leg.connected | 101\n"
ENDED = f"{ANSWERED}09:05:00 | call.ended |\n"
FOUND = "09:00:01 | caller.looked-up | Ada Lovelace\n"
SAVED = f"{ENDED}{FOUND}09:05:20 | save.pressed |\n"
WRITTEN = f"{SAVED}09:05:21 | task.written | 00T000000000001AAA\n"
