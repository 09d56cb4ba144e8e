/**
 * Calls and messages for the tests of static/js/core, with the people of requirements 1.3.
 */

/** @typedef {import("../../static/js/core/types.js").CallView} CallView */
/** @typedef {import("../../static/js/core/types.js").DeskView} DeskView */
/** @typedef {import("../../static/js/core/types.js").Message} Message */
/** @typedef {import("../../static/js/core/types.js").RecordView} RecordView */

export const NOW = "2026-11-21T18:00:00Z";

/** @type {RecordView} */
export const ADA = {
  id: "003000000000101AAA",
  type: "Contact",
  label: "Ada Lovelace",
  account: "Analytical Engines",
  phone: "+1 415 555 0101",
  relation: "assigned",
  note: null,
  slot: "who",
};

/** @param {Partial<CallView>} [changes] @returns {CallView} talking since a minute */
export function call(changes = {}) {
  return {
    id: "call-1",
    version: 1,
    phase: "talking",
    direction: "Inbound",
    number: "+1 415 555 0101",
    local_number: "+1 415 555 0100",
    queue: "",
    party: ADA,
    colleague: "",
    asking: null,
    started_at: "2026-11-21T17:58:50Z",
    connected_at: "2026-11-21T17:59:00Z",
    held_at: null,
    ended_at: null,
    muted: false,
    can: ["answer", "decline", "hold", "retrieve", "mute", "unmute", "dtmf", "transfer", "hang_up"],
    controls: ["hold", "hang_up"],
    matching: "done",
    matches: [ADA],
    candidates: [],
    assigned: [],
    pop: null,
    warning: false,
    events: [],
    notes: {
      text: "",
      version: 1,
      saved_at: null,
      heading: { code: "heading.ringing", params: {} },
      event_id: "",
      event: "delivery",
      fields: [],
    },
    call_result: "",
    logging: {
      code: "logging.signed-in",
      params: {},
      row: 2,
      by: "softphone",
      reason: "signed-in",
      checkbox: false,
      checked: false,
    },
    undo: null,
    wrap_up: null,
    log: { state: "open", by: "agent", saved_by: "", saved_at: null, task_url: null, reason: null },
    ...changes,
  };
}

/** @param {string | null} [active] @returns {DeskView} */
export function desk(active = "call-1") {
  return {
    active_call: active,
    open_record: null,
    assign: null,
    active_window: "",
    shared_activities: false,
    missed: [],
    last_dialled: "",
    lease: { holder: "", browser: "" },
    dial_list: null,
    presence: {
      state: "available",
      reason: "",
      since: null,
      salesforce: true,
      companion: false,
      told: true,
    },
  };
}

/** @param {number} seq @param {CallView[]} calls @param {DeskView} [at] @returns {Message} */
export function snapshot(seq, calls, at = desk(calls[0]?.id ?? null)) {
  const agent = {
    id: "agent-a",
    name: "Agent A",
    line: "101",
    language: "",
    locale: "",
    time_zone: "",
  };
  const settings = {
    call_results: ["Solved", "Follow-up"],
    notes_during_call: true,
    wrap_up_warning_s: 10,
    prefill_number: true,
    list_open_cases: false,
    hints: [],
    hotkeys: {},
    note_fields: {},
    away_reasons: ["Break", "Meeting"],
    do_not_log: false,
    admin_contact: "",
  };
  return { type: "snapshot", seq, now: NOW, agent, calls, desk: at, settings };
}

/** @param {number} seq @param {CallView} changed @param {DeskView} [at] @returns {Message} */
export function callChanged(seq, changed, at = desk(changed.id)) {
  return { type: "call.changed", seq, now: NOW, call: changed, desk: at };
}

/** @param {number} seq @param {string} callId @returns {Message} */
export function callGone(seq, callId) {
  return { type: "call.gone", seq, now: NOW, call_id: callId, desk: desk(null) };
}

/** @param {number} seq @param {string} code @param {string | null} [callId] @returns {Message} */
export function announced(seq, code, callId = null) {
  const text = { code, params: {} };
  return { type: "announced", seq, now: NOW, text, tone: "info", call_id: callId };
}
