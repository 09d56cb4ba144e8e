"""What holds with one web process holds with several: the same tests, whoever answers.

Several pages of an agent (B-6, A-2), coming back at any moment (B-7, A-3).
"""

# ruff: noqa: F401 - pytest finds tests and fixtures by name, wherever they were written

from tests.web.test_lease import (
    laptop,
    tab,
    test_a_page_that_is_gone_leaves_it_to_the_others,
    test_another_browser_gets_it_by_taking_over_alone,
    test_it_follows_the_focus_within_one_browser,
    test_the_first_message_says_who_has_the_lease,
)
from tests.web.test_resume import (
    call,
    test_what_is_too_old_is_made_good_by_a_snapshot,
    test_what_was_missed_comes_in_order_and_once,
    test_who_missed_nothing_is_told_the_next_thing_only,
)
