// Made by `make typedefs` (bin/generate-js-types) from cti_adapter/web/messages.py. Do not edit.

/**
 * The messages of the server, as types for tsc. There is no code here.
 * @module
 */

/** @typedef {"answer" | "decline" | "hold" | "retrieve" | "mute" | "unmute" | "dtmf" | "transfer" | "consult" | "complete_consult" | "cancel_consult" | "conference" | "hang_up"} Control */

/** @typedef {"delivery" | "dialling" | "transfer"} NoteEvent */

/** @typedef {"dialling" | "ringing" | "talking" | "held" | "wrap-up" | "saving" | "saved" | "not-saved" | "ended"} Phase */

/** @typedef {"assigned" | "candidate" | "other-account"} Relation */

/** @typedef {"who" | "what"} Slot */

/** @typedef {"info" | "success" | "warning" | "error"} Tone */

/** @typedef {"no-match" | "no-contact" | "find-organisation" | "account-open" | "before-new-contact" | "contact-form" | "before-new-case"} Situation */

/**
 * Somebody the agent asks while the customer waits.
 * @typedef {object} AskingView
 * @property {string} who
 * @property {"ringing" | "talking"} phase
 * @property {string} since
 */

/**
 * The next ones of the agent's dial list (DECISION 51).
 * @typedef {object} DialListView
 * @property {DialEntryView[]} entries
 * @property {number} more
 */

/**
 * Who logs, were the call to end now; once it has ended, who does (B-5).
 * @typedef {object} LoggingView
 * @property {string} code
 * @property {Record<string, string>} params
 * @property {number} row
 * @property {"companion" | "nobody" | "server" | "softphone"} by
 * @property {string} reason
 * @property {boolean} checkbox
 * @property {boolean} checked
 */

/**
 * A call the agent missed, with what dialling back begins with.
 * @typedef {object} MissedView
 * @property {string} call_id
 * @property {string} at
 * @property {string} number
 * @property {MissedRecord | null} record
 * @property {boolean} called_back
 */

/**
 * The settings a panel needs to know.
 * @typedef {object} PanelSettings
 * @property {string[]} call_results
 * @property {boolean} notes_during_call
 * @property {number} wrap_up_warning_s
 * @property {boolean} prefill_number
 * @property {boolean} list_open_cases
 * @property {HintView[]} hints
 * @property {Record<string, string>} hotkeys
 * @property {Record<string, string[]>} note_fields
 * @property {string[]} away_reasons
 * @property {boolean} do_not_log
 * @property {string} admin_contact
 */

/**
 * The presence the server has: the truth, whatever a page has asked for meanwhile.
 * @typedef {object} PresenceView
 * @property {"available" | "away" | "logout"} state
 * @property {string} reason
 * @property {string | null} since
 * @property {boolean} salesforce
 * @property {boolean} companion
 * @property {boolean} told
 */

/**
 * Words to be looked up in the catalogue: code "reason.limit", params for its gaps.
 * @typedef {object} Text
 * @property {string} code
 * @property {Record<string, string>} params
 */

/**
 * A Salesforce record as the panel shows it.
 * @typedef {object} RecordView
 * @property {string} id
 * @property {string} type
 * @property {string} label
 * @property {string} account
 * @property {string} phone
 * @property {Relation} relation
 * @property {Text | null} note
 * @property {Slot | null} slot
 */

/**
 * A record that was not taken, and why not (B-4).
 * @typedef {object} RejectedView
 * @property {string} label
 * @property {string} type
 * @property {Text} reason
 */

/**
 * A record in one of the two slots of the call.
 * @typedef {object} AssignedView
 * @property {RecordView} record
 * @property {Slot} slot
 * @property {"auto" | "you"} mark
 * @property {Text} because
 * @property {RejectedView[]} rejected
 * @property {number} more_rejected
 */

/**
 * The one Assign button: what it would assign, or why it cannot.
 * @typedef {object} AssignView
 * @property {boolean} enabled
 * @property {RecordView | null} record
 * @property {string | null} seen_at
 * @property {Text | null} reason
 * @property {string | null} replaces
 * @property {string | null} add
 */

/**
 * What the page around the panel is to show by itself: a record, else a search.
 * @typedef {object} PopView
 * @property {string} at
 * @property {RecordView | null} record
 * @property {string} search
 */

/**
 * Which page of the agent rings, pops and dials (DECISION 48).
 * @typedef {object} LeaseView
 * @property {string} holder
 * @property {string} browser
 */

/**
 * What belongs to the agent, not to one call.
 * @typedef {object} DeskView
 * @property {string | null} active_call
 * @property {RecordView | null} open_record
 * @property {AssignView | null} assign
 * @property {string} active_window
 * @property {LeaseView} lease
 * @property {DialListView | null} dial_list
 * @property {boolean} shared_activities
 * @property {MissedView[]} missed
 * @property {string} last_dialled
 * @property {PresenceView} presence
 */

/**
 * What stands in one field beside 'Notes'.
 * @typedef {object} NoteFieldView
 * @property {string} label
 * @property {string} text
 */

/**
 * The notes of a call as the server has them.
 * @typedef {object} NotesView
 * @property {string} text
 * @property {number} version
 * @property {string | null} saved_at
 * @property {Text} heading
 * @property {string} event_id
 * @property {NoteEvent} event
 * @property {NoteFieldView[]} fields
 */

/**
 * One entry of the list 'Call events' (S1-12).
 * @typedef {object} CallEventView
 * @property {string} id
 * @property {string} at
 * @property {Text} text
 * @property {string} notes
 */

/**
 * The time that is left after a call.
 * @typedef {object} WrapUpView
 * @property {string} ends_at
 * @property {number} extension_s
 */

/**
 * How far the log of the call has come.
 * @typedef {object} LogView
 * @property {"not-logged" | "not-saved" | "open" | "saved" | "saving"} state
 * @property {"agent" | "server"} by
 * @property {string} saved_by
 * @property {string | null} saved_at
 * @property {string | null} task_url
 * @property {Text | null} reason
 */

/**
 * One call as one agent sees it.
 * @typedef {object} CallView
 * @property {string} id
 * @property {number} version
 * @property {Phase} phase
 * @property {"Inbound" | "Internal" | "Outbound"} direction
 * @property {string} number
 * @property {string} local_number
 * @property {string} queue
 * @property {RecordView | null} party
 * @property {string} colleague
 * @property {AskingView | null} asking
 * @property {string} started_at
 * @property {string | null} connected_at
 * @property {string | null} held_at
 * @property {string | null} ended_at
 * @property {boolean} muted
 * @property {Control[]} can
 * @property {Control[]} controls
 * @property {"done" | "failed" | "looking" | "not-matched"} matching
 * @property {RecordView[]} matches
 * @property {RecordView[]} candidates
 * @property {AssignedView[]} assigned
 * @property {PopView | null} pop
 * @property {boolean} warning
 * @property {CallEventView[]} events
 * @property {NotesView} notes
 * @property {string} call_result
 * @property {LoggingView} logging
 * @property {Text | null} undo
 * @property {WrapUpView | null} wrap_up
 * @property {LogView} log
 */

/**
 * The agent whose panel this is.
 * @typedef {object} AgentView
 * @property {string} id
 * @property {string} name
 * @property {string} line
 * @property {string} language
 * @property {string} locale
 * @property {string} time_zone
 */

/**
 * Everything: after sign-in, and where a replay would have a gap.
 * @typedef {object} Snapshot
 * @property {"snapshot"} type
 * @property {number} seq
 * @property {string} now
 * @property {AgentView} agent
 * @property {CallView[]} calls
 * @property {DeskView} desk
 * @property {PanelSettings} settings
 */

/**
 * A call is new or different; the desk beside it, because one follows the other.
 * @typedef {object} CallChanged
 * @property {"call.changed"} type
 * @property {number} seq
 * @property {string} now
 * @property {CallView} call
 * @property {DeskView} desk
 */

/**
 * A call has left this agent's panel.
 * @typedef {object} CallGone
 * @property {"call.gone"} type
 * @property {number} seq
 * @property {string} now
 * @property {string} call_id
 * @property {DeskView} desk
 */

/**
 * The open record is different, or the Assign button is.
 * @typedef {object} DeskChanged
 * @property {"desk.changed"} type
 * @property {number} seq
 * @property {string} now
 * @property {DeskView} desk
 */

/**
 * Something to say in the live region, the last one wins.
 * @typedef {object} Announced
 * @property {"announced"} type
 * @property {number} seq
 * @property {string} now
 * @property {Text} text
 * @property {Tone} tone
 * @property {string | null} call_id
 */

/**
 * Whose number it is, as a page names a record.
 * @typedef {object} MissedRecord
 * @property {string} id
 * @property {string} type
 * @property {string} name
 */

/**
 * What an admin tells agents in a situation (DECISION 24).
 * @typedef {object} HintView
 * @property {Situation} situation
 * @property {string} text
 * @property {string} link
 */

/**
 * A slot that the agent changed, and somebody in Salesforce too.
 * @typedef {object} ContestedSlot
 * @property {Slot} slot
 * @property {string} ours
 * @property {string} theirs
 */

/**
 * A past call of the agent, and what became of its log.
 * @typedef {object} HistoryCallView
 * @property {string} id
 * @property {"Inbound" | "Internal" | "Outbound"} direction
 * @property {string} number
 * @property {string[]} records
 * @property {string} started_at
 * @property {number} duration_s
 * @property {boolean} answered
 * @property {"not-logged" | "not-saved" | "open" | "saved" | "saving"} state
 * @property {string | null} task_url
 * @property {Text | null} reason
 * @property {boolean} by_hand
 * @property {boolean} log_now
 * @property {RecordView | null} add
 * @property {Text | null} undo
 * @property {ContestedSlot[]} contested
 */

/**
 * A page of the agent's history, newest first.
 * @typedef {object} HistoryAnswer
 * @property {HistoryCallView[]} calls
 * @property {string | null} before
 * @property {number} unlogged
 */

/**
 * Somebody in the agent's dial list.
 * @typedef {object} DialEntryView
 * @property {string} id
 * @property {string} label
 * @property {string} about
 * @property {string} number
 */

/**
 * A record that was found, and what tells it apart from others.
 * @typedef {object} FoundView
 * @property {RecordView} record
 * @property {string} about
 */

/**
 * What was found in Salesforce, the likeliest first.
 * @typedef {object} SearchAnswer
 * @property {FoundView[]} records
 * @property {boolean} more
 */

/**
 * An entry that was dialled, and what came of it.
 * @typedef {object} DialledView
 * @property {DialEntryView} entry
 * @property {string} at
 * @property {"not-reached" | "reached" | "running"} outcome
 * @property {string | null} task_url
 */

/**
 * All of an agent's dial list, and whom they have called from it, the latest first.
 * @typedef {object} DialListAnswer
 * @property {DialEntryView[]} entries
 * @property {DialledView[]} dialled
 */

/**
 * Somebody to whom a call may be handed.
 * @typedef {object} ColleagueView
 * @property {string} line
 * @property {string} name
 * @property {"available" | "away" | "busy" | "signed-out" | "wrap-up"} state
 * @property {string} reason
 */

/**
 * To whom a call may be handed, who is free first.
 * @typedef {object} ColleaguesAnswer
 * @property {ColleagueView[]} colleagues
 * @property {boolean} more
 * @property {string} queue
 */

/** @typedef {Snapshot | CallChanged | CallGone | DeskChanged | Announced} Message */

export {};
