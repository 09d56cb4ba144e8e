/**
 * What the panel knows, as one frozen-by-habit object. There is no behaviour here.
 */

/** @typedef {import("./shapes.js").Client} Client */
/** @typedef {import("./shapes.js").ConnectionState} ConnectionState */
/** @typedef {import("./shapes.js").Dialled} Dialled */
/** @typedef {import("./shapes.js").Hinted} Hinted */
/** @typedef {import("./shapes.js").Model} Model */
/** @typedef {import("./shapes.js").Own} Own */
/** @typedef {import("./shapes.js").PageAnswer} PageAnswer */
/** @typedef {import("./shapes.js").PageRecord} PageRecord */
/** @typedef {import("./shapes.js").Said} Said */
/** @typedef {import("./shapes.js").SessionState} SessionState */
/** @typedef {import("./shapes.js").SignIn} SignIn */
/** @typedef {import("./shapes.js").Wanted} Wanted */

/** @type {Model} */
export const INITIAL = {
  session: "starting",
  setUpCause: null,
  page: null,
  form: null,
  signIn: { step: "idle", trouble: null },
  own: { page: "", browser: "", client: "softphone" },
  wanted: null,
  connection: "connecting",
  contactAt: null,
  clockOffset: 0,
  seq: -1,
  gap: false,
  agent: null,
  settings: {
    call_results: [],
    notes_during_call: true,
    wrap_up_warning_s: 10,
    prefill_number: true,
    list_open_cases: false,
    hints: [],
    hotkeys: {},
    note_fields: {},
    away_reasons: [],
    do_not_log: false,
    admin_contact: "",
  },
  desk: {
    active_call: null,
    open_record: null,
    assign: null,
    active_window: "",
    lease: { holder: "", browser: "" },
    dial_list: null,
    shared_activities: false,
    missed: [],
    last_dialled: "",
    presence: {
      state: "available",
      reason: "",
      since: null,
      salesforce: false,
      companion: false,
      told: true,
    },
  },
  calls: {},
  hinted: {},
  said: null,
  pending: {},
};
