/**
 * What the panel knows and what happens in it, as types for tsc. There is no code here, and no page
 * loads it.
 * @module
 */

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").DeskView} DeskView */
/** @typedef {import("./types.js").AgentView} AgentView */
/** @typedef {import("./types.js").PanelSettings} PanelSettings */
/** @typedef {import("./types.js").Announced} Announced */
/** @typedef {import("./types.js").Text} Text */
/** @typedef {import("./types.js").Tone} Tone */

/** @typedef {{ id: string, type: string, name: string }} PageRecord a record as the page names it */
/** @typedef {{ answered: boolean, record: PageRecord | null }} PageAnswer */

/**
 * @typedef {object} Dialled
 * @property {string} number
 * @property {PageRecord | null} [record] typed, where nothing is said of one
 * @property {string} [entry] of the dial list, where it is the next one
 * @property {PageRecord[]} [despite] who is marked 'Do Not Call', and the agent was told so
 */

/** @typedef {"starting" | "signed-out" | "signed-in" | "set-up-needed"} SessionState */
/** @typedef {"connecting" | "live" | "lost"} ConnectionState */

/**
 * @typedef {object} SignIn
 * @property {"idle" | "ready" | "waiting"} step "ready": a window can be opened in the click
 * @property {import("./words.js").Code | null} trouble why the last attempt did not work
 */

/** @typedef {"softphone" | "companion"} Client the panel in Salesforce, or in a page of its own */
/** @typedef {{ page: string, browser: string, client: Client }} Own what this page is called, "" as
 *   long as that is not known, and which of the agent's clients it is */
/** @typedef {{ number: string, at: number }} Wanted a number clicked while another browser dials */

/**
 * @typedef {object} Said
 * @property {Text} text
 * @property {Tone} tone
 * @property {string | null} callId
 * @property {number} at ms
 * @property {boolean} spoken not shown: whoever looks at the panel sees it already
 * @property {Said | null} beside what was said just before, and keeps its time
 */

/**
 * @typedef {object} Hinted what happened to the hints of one call, in this page
 * @property {"" | "focused" | "pressed"} making how far the agent got with a button for a new person
 * @property {import("./types.js").Situation[]} dismissed
 */

/**
 * @typedef {object} Model
 * @property {SessionState} session
 * @property {import("./words.js").Code | null} setUpCause
 * @property {import("./words.js").Code | null} page what is wrong with the page around us
 * @property {string | null} form type of the new record whose form the page shows, if it tells
 * @property {SignIn} signIn
 * @property {Own} own
 * @property {Wanted | null} wanted
 * @property {ConnectionState} connection
 * @property {number | null} contactAt ms, when the server was last heard of
 * @property {number} clockOffset ms to add to our clock to have the server's
 * @property {number} seq of the newest message taken in; -1 before the first
 * @property {boolean} gap a message was missed: ask for a snapshot
 * @property {AgentView | null} agent
 * @property {PanelSettings} settings
 * @property {DeskView} desk
 * @property {Record<string, CallView>} calls
 * @property {Record<string, Hinted>} hinted by call
 * @property {Said | null} said
 * @property {Record<string, number>} pending command key to the moment of the press, ms
 */

/**
 * @typedef {{ type: "panel.session", session: SessionState,
 *   cause?: import("./words.js").Code }
 *   | { type: "panel.page", trouble: import("./words.js").Code | null }
 *   | { type: "panel.form", form: string | null }
 *   | { type: "panel.making", callId: string, step: "focused" | "pressed" }
 *   | { type: "panel.hints-dismissed", callId: string,
 *       situations: import("./types.js").Situation[] }
 *   | { type: "panel.sign-in", signIn: Partial<SignIn> }
 *   | { type: "panel.own", own: Partial<Own> }
 *   | { type: "panel.wanted", number: string | null }
 *   | { type: "panel.connection", connection: ConnectionState }
 *   | { type: "panel.pressed", key: string }
 *   | { type: "panel.refused", key: string }
 *   | { type: "panel.unanswered", key: string, since: number }
 *   | { type: "panel.said", text: import("./types.js").Text, tone: import("./types.js").Tone,
 *       callId: string | null, spoken?: boolean }
 *   | { type: "panel.hushed" }} PanelEvent
 */
