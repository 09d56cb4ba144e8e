/**
 * THE COMPOSITION ROOT OF THE PANEL, in Salesforce and as the companion (which companion.js begins).
 * Puts session, socket, host, notebook and elements together; every other file knows at most core. No rule lives here: what happens is handed to the reducer,
 * what the agent wants is handed to the server (edge/desk.js).
 */

import { NO_HOST } from "./core/host.js";
import { directionOf, wordsFor, wordsOf } from "./core/languages.js";
import { holdsLease, isElsewhere } from "./core/lease.js";
import { INITIAL } from "./core/model.js";
import { isReadOnly } from "./core/presence.js";
import { PENDING_MS, SILENT_MS } from "./core/press.js";
import { reduce } from "./core/reducer.js";
import { barOf, callsOf } from "./core/selectors.js";
import { Api } from "./edge/api.js";
import { Desk } from "./edge/desk.js";
import { hostOf } from "./edge/hosts.js";
import { keepHinted, keptHinted, windowId } from "./edge/kept.js";
import { Notebook } from "./edge/notebook.js";
import { Ringtone } from "./edge/ringtone.js";
import { Session } from "./edge/session.js";
import { PanelSocket } from "./edge/socket.js";
import { Voice } from "./edge/voice.js";
import { defineElements } from "./elements/define.js";
import { Panel } from "./elements/panel.js";

/** @typedef {import("./core/types.js").CallView} CallView */
/** @typedef {import("./core/types.js").Message} Message */
/** @typedef {import("./core/model.js").Model} Model */
/** @typedef {import("./edge/hosts.js").Around} Around */
/** @typedef {import("./core/model.js").Client} Client */
/** @typedef {{ org_key: string, client: Client, host: Around }} Boot */

const TICK_MS = 500;

/** @type {Boot} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
let words = await wordsFor(document.documentElement.lang, navigator.languages);
const root = document.getElementById("panel") ?? document.body;

defineElements();
let panel = new Panel(words);
root.append(panel);

const page = crypto.randomUUID();
/** @type {Model} */
let model = { ...INITIAL, own: { page, browser: "", client: boot.client }, hinted: keptHinted() };
/** @type {import("./core/host.js").Host} */
let host = NO_HOST;
let wasLost = true;
let rendering = false;
const ringtone = new Ringtone();
const voice = new Voice({ words: () => words, dispatch, model: () => model });

const session = new Session(boot.org_key, boot.client, {
  signedIn: () => {
    dispatch({ type: "panel.session", session: "signed-in" });
    socket.start();
    host.signedIn();
  },
  signedOut: () => {
    socket.stop();
    notebook.forget();
    host.signedOut();
    dispatch({ type: "panel.session", session: "signed-out" });
  },
  setUpNeeded: () => needSetUp("set-up.server"),
  unreachable: () => dispatch({ type: "panel.connection", connection: "lost" }),
  signIn: (signIn) => dispatch({ type: "panel.sign-in", signIn }),
});
const api = new Api(session);
const notebook = new Notebook(api, {
  changed: redraw,
  refused: (callId) => {
    const text = { code: "said.command-failed", params: { command: "notes" } };
    dispatch({ type: "panel.said", text, tone: "error", callId });
  },
});
const socket = new PanelSocket(api, () => (model.seq < 0 ? null : model.seq), page, {
  browser: (browser) => dispatch({ type: "panel.own", own: { browser } }),
  message: told,
  live: () => dispatch({ type: "panel.connection", connection: "live" }),
  lost: () => {
    wasLost = true;
    dispatch({ type: "panel.connection", connection: "lost" });
  },
  signedOut: async () => {
    if (await session.begin()) socket.start();
  },
});
const desk = new Desk({
  api,
  notebook,
  dispatch,
  host: () => host,
  model: () => model,
  warn: (dialled, marked) => panel.strip.menu.warn(dialled, marked),
  window: boot.client === "companion" ? "" : windowId(boot.host.kind),
});
/** @type {import("./core/host.js").HostNews} */
const hostNews = {
  reportOpened: (record, focused) => desk.report(record, focused),
  dialClicked: (number, record) => desk.dialClicked(number, record),
  formShown: (form) => dispatch({ type: "panel.form", form }),
  trouble: (trouble) => dispatch({ type: "panel.page", trouble }),
};

/** @param {Parameters<typeof reduce>[1]} event */
function dispatch(event) {
  const { hinted } = model;
  model = reduce(model, event, Date.now());
  if (model.hinted !== hinted) keepHinted(model.hinted);
  if (event.type === "panel.pressed") awaited(event.key);
  redraw();
}

/** @param {string} key of a press */
function awaited(key) {
  const since = model.pending[key];
  if (since === undefined) return;
  words.learn().catch(() => undefined); // what a refusal is told in, while there is a network
  setTimeout(redraw, PENDING_MS + 1);
  setTimeout(() => dispatch({ type: "panel.unanswered", key, since }), SILENT_MS);
}

/** @param {Message} message */
function told(message) {
  const before = model;
  dispatch(message);
  if (model.gap && !before.gap) socket.refresh();
  if (model === before) return;
  if (message.type === "snapshot") voice.remember();
  if (message.type === "snapshot") speakAs(message.agent);
  if (wasLost) voice.recovered();
  wasLost = false;
  for (const call of callsOf(model)) {
    const was = before.calls[call.id]?.phase;
    voice.follow(before.calls[call.id], call);
    const here = !isElsewhere(model) && !isReadOnly(model);
    if (call.phase === "ringing" && was !== "ringing" && here) host.showPanel();
    if (call.phase === "saved" && was !== undefined && was !== "saved") host.refreshView();
  }
  if (message.type !== "snapshot") desk.follow(before, model);
  voice.passed(before);
  desk.connected();
}

/** Their own language, known with the first snapshot. @param {import("./core/types.js").AgentView} agent */
async function speakAs(agent) {
  const own = await wordsOf(agent, navigator.languages, words);
  if (own === null) return;
  words = own;
  const { language: lang } = words;
  Object.assign(document.documentElement, { lang, dir: directionOf(lang) });
  const built = new Panel(words);
  panel.replaceWith(built);
  panel = built;
  redraw();
}

function redraw() {
  if (rendering) return;
  rendering = true;
  queueMicrotask(() => {
    rendering = false;
    draw();
  });
}

function draw() {
  const at = Date.now();
  const now = at + model.clockOffset;
  notebook.keep(Object.keys(model.calls));
  panel.update(model, (call, field) => notebook.of(call, field), at);
  host.showBar(barOf(model, words, now));
  const here = model.connection === "live" && holdsLease(model);
  const sounds = here && callsOf(model).some((call) => call.phase === "ringing");
  root.toggleAttribute("data-sounds", sounds);
  root.toggleAttribute("data-lease", holdsLease(model));
  ringtone.update(sounds);
  voice.remind(now);
}

/** @param {import("./core/words.js").Code} cause */
function needSetUp(cause) {
  dispatch({ type: "panel.session", session: "set-up-needed", cause });
}

/**
 * @template T
 * @param {string} type @param {(detail: T) => void} then
 */
function on(type, then) {
  root.addEventListener(type, (event) => then(/** @type {CustomEvent<T>} */ (event).detail));
}

on("cti-sign-in", () => session.open());
on("cti-sign-out", () => notebook.flush().finally(() => session.signOut()));
on("cti-check", () => location.reload());
on("cti-redraw", redraw);
on("cti-command", (/** @type {Parameters<Desk["command"]>[0]} */ detail) => desk.command(detail));
on("cti-assign", (/** @type {Parameters<Desk["assign"]>[0]} */ detail) => desk.assign(detail));
on("cti-save", (/** @type {Parameters<Desk["save"]>[0]} */ detail) => desk.save(detail));
on("cti-dial", async (/** @type {import("./core/model.js").Dialled} */ dialled) => {
  if ((await desk.dial(dialled)) && dialled.record === undefined) panel.dialer.taken();
});
on("cti-dial-list", async (/** @type {import("./edge/dial-list.js").Wanted} */ wanted) => {
  const { act } = await import("./edge/dial-list.js");
  act(
    api,
    (code, params, tone) =>
      dispatch({ type: "panel.said", text: { code, params }, tone, callId: null }),
    wanted,
  );
});
on("cti-take-over", () => desk.takeOver());
on("cti-presence", (/** @type {import("./core/presence.js").Choice} */ to) => desk.setPresence(to));
on("cti-pop", (/** @type {{ record: import("./core/model.js").PageRecord }} */ { record }) =>
  desk.pop(record),
);
on("cti-new-record", (/** @type {Parameters<Desk["newRecord"]>[0]} */ wanted) =>
  desk.newRecord(wanted),
);
on(
  "cti-making",
  (/** @type {{ callId: string, step: "focused" | "pressed" }} */ { callId, step }) =>
    dispatch({ type: "panel.making", callId, step }),
);
on(
  "cti-hints-dismissed",
  (/** @type {{ callId: string, situations: import("./core/types.js").Situation[] }} */ away) =>
    dispatch({ type: "panel.hints-dismissed", ...away }),
);
on("cti-hotkeys", async (/** @type {{ hotkeys: Record<string, string> }} */ { hotkeys }) => {
  const { keep } = await import("./edge/hotkeys.js");
  if (!(await keep(api, hotkeys))) panel.strip.menu.hotkeysNotKept();
});
/** Loaded with the first key: of a combination that is the modifier. */
let shortcuts = /** @type {typeof import("./elements/shortcuts.js") | null} */ (null);
document.addEventListener("keydown", async (event) => {
  shortcuts ??= await import("./elements/shortcuts.js"); // from then on without waiting
  const pressed = shortcuts.byKey(event, panel, model.settings.hotkeys);
  if (pressed === null || pressed.done) return;
  const params = { hotkey: pressed.action };
  dispatch({
    type: "panel.said",
    text: { code: "said.not-now", params },
    tone: "info",
    callId: null,
  });
});
on("cti-look", async (/** @type {import("./edge/finder.js").Wanted} */ wanted) => {
  const { look } = await import("./edge/finder.js");
  look(api, wanted);
});
on("cti-hand-on", async (/** @type {import("./edge/handing-on.js").Wanted} */ wanted) => {
  const { handOn } = await import("./edge/handing-on.js");
  handOn({ api, dispatch, model: () => model }, wanted);
});
on("cti-history", async (/** @type {import("./edge/history.js").Wanted} */ wanted) => {
  const { read } = await import("./edge/history.js");
  read(api, wanted);
});
on("cti-log", async (/** @type {import("./edge/history.js").Log} */ press) => {
  const { log } = await import("./edge/history.js");
  log(api, press);
});
on("cti-typed", (/** @type {import("./edge/notebook.js").Typed} */ typed) => notebook.typed(typed));
on("cti-ask", (/** @type {import("./elements/strip-menu.js").Asked} */ asked) =>
  panel.strip.menu.ask(asked),
);
on("cti-left-notes", () => notebook.flush());
on("cti-say", (/** @type {{ code: string, params?: Record<string, string> }} */ said) =>
  voice.speak({ params: {}, ...said }, null),
);
addEventListener("pagehide", () => notebook.leave());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") notebook.flush({ hidden: true });
  else desk.lookedAt();
  redraw();
});
addEventListener("focus", () => desk.lookedAt());
setInterval(redraw, TICK_MS);

async function begin() {
  if (boot.host.kind === "stranger") return needSetUp("set-up.host");
  session.begin();
  const found = await hostOf(boot.host, hostNews, boot.client);
  if (found === null) return; // the panel works without its page: nothing is reported or popped
  host = found;
  if (model.session === "signed-in") host.signedIn();
  if (model.session === "signed-out") host.signedOut();
  redraw();
}

redraw();
begin();
