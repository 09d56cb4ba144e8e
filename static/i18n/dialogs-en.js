/**
 * What the dialogs of the menu and 'Why' say in English. Loaded with the first of them: a panel
 * without has less to load.
 */
export const en = {
  "history.unlogged-only": "Show unlogged only",
  "history.count": "{n} unlogged",
  "history.none": "No calls here yet.",
  "history.more": "Show older calls",
  "history.unanswered": "not answered",
  "history.why": "{state}: {why}",
  "history.log-now": "Log now",
  "history.on": "on {record}",
  "history.on-none": "without a record",
  "history.not-read": "The calls could not be read. Close and open the list to try again.",
  "history.needs-record": "Not logged: open the record the call is about first.",
  "history.cannot-assign": "Not logged: a call cannot be logged on the open record.",
  "history.not-logged": "Not logged now. Look whether the call is logged already.",
  "hotkeys.lead":
    "They work while the focus is in this panel. A key without Alt or Shift does nothing while you type.",
  "hotkeys.change": "Change",
  "hotkeys.change-name": "Change {action}",
  "hotkeys.none": "No key",
  "rejected.gave-way": "it gave way",
  "rejected.deleted": "you took it out",
  "rejected.relationship": "a relationship record",
  "rejected.converted": "a converted lead",
  "rejected.not-tracked": "activities are not tracked for this object",
  "rejected.tracking-unknown": "not known yet whether activities are tracked",
  "rejected.gone": "no longer in Salesforce",
  "rejected.hidden": "its account cannot be seen",
  "rejected.failed": "its account could not be looked up",
  "rejected.slow": "its account was not known in time",
  "rejected.relation-unknown": "its account was not known yet",
  "rejected.other-account": "different account",
  "rejected.lead-alone": "a lead takes no second record",
  "rejected.account-alone": "an account takes a contact only",
  "rejected.limit": "its place was taken",
  "rejected.not-the-only-match": "one of several records with the number",
  "rejected.not-chosen": "you chose another",
  "rejected.only-offered": "it was only offered",
  "rejected.list": "Not taken",
  "rejected.more": "and {n} more",
  "hotkeys.press": "Press keys …",
  "hotkeys.waits":
    "Press the new keys for {action}. Delete takes them away, Escape keeps the old ones",
  "hotkeys.unfit":
    "Choose Alt and Shift with a letter or digit, a letter alone, or F2, F4, F8 or F9",
  "hotkeys.taken": "{keys} is taken by {action}. Choose other keys, or change those first",
  "hotkeys.kept": "{action}: {keys}",
  "hotkeys.not-kept": "The server did not keep the keys. Try again",
  "hotkeys.reset": "Reset to defaults",
};

/** @typedef {typeof en} Catalogue */
