/**
 * Which of the admin's hints an agent needs now (DECISION 24). It is decided here and not on the
 * server, because half of the situations exist in this page alone: a form it shows, a button that
 * has the focus. Pure.
 */

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").HintView} HintView */
/** @typedef {import("./types.js").Situation} Situation */
/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Hinted} Hinted */

/** @type {Hinted} */
export const NOT_HINTED = { making: "", dismissed: [] };

const PEOPLE = new Set(["Contact", "Lead"]);
const LONGEST_SAID = 200;

/**
 * The hints for a call, the most pressing first: what the agent is doing comes before what they
 * might do.
 * @param {Model} model
 * @param {CallView} call the active one, its log not yet complete
 * @returns {HintView[]}
 */
export function hintsOf(model, call) {
  const { dismissed } = model.hinted[call.id] ?? NOT_HINTED;
  return situationsOf(model, call)
    .filter((situation) => !dismissed.includes(situation))
    .flatMap((situation) => model.settings.hints.filter((hint) => hint.situation === situation));
}

/** @param {Model} model @param {CallView} call @returns {Situation[]} those that hold, in order */
export function situationsOf(model, call) {
  if (call.direction === "Internal") return []; // a colleague is nobody's contact
  const { form } = model;
  const { making } = model.hinted[call.id] ?? NOT_HINTED;
  const open = model.desk.open_record?.type ?? "";
  const assigned = call.assigned.map(({ record }) => record.type);
  const named = call.assigned.some(({ slot }) => slot === "who");
  const people = call.matches.some(({ type }) => PEOPLE.has(type));
  const sought = call.matching === "done" || call.matching === "not-matched";
  const stranger = call.connected_at !== null && sought && !named && !people;
  const person = PEOPLE.has(form ?? "");
  /** @type {[Situation, boolean][]} */
  const all = [
    ["before-new-case", form === "Case"],
    ["before-new-contact", person || (making !== "" && !named)],
    ["contact-form", person || (making === "pressed" && !named)],
    ["account-open", open === "Account" && !named],
    ["find-organisation", stranger && ![open, ...assigned].includes("Account")],
    ["no-contact", stranger],
    ["no-match", call.matching === "done" && call.matches.length + assigned.length === 0],
  ];
  return all.filter(([, holds]) => holds).map(([situation]) => situation);
}

/**
 * What to say to those who hear the panel, once for each hint of a call.
 * @param {CallView} call
 * @param {HintView[]} hints that are shown for it
 * @param {Set<string>} said keys of what has been said; those of this answer are to be added
 * @returns {{ keys: string[], hint: string }} hint: "" where nothing is new
 */
export function unsaid(call, hints, said) {
  const fresh = hints.filter((hint) => !said.has(keyOf(call, hint)));
  const lines = new Set(fresh.map(({ text }) => text.trim().split("\n")[0] ?? ""));
  return {
    keys: fresh.map((hint) => keyOf(call, hint)),
    hint: [...lines].join(" ").slice(0, LONGEST_SAID),
  };
}

/** @param {CallView} call @param {HintView} hint */
function keyOf(call, { situation }) {
  return `${call.id}:hint:${situation}`;
}

/**
 * A text and the addresses in it. Only https becomes a link: it is the admin's text, in Salesforce.
 * @param {string} text
 * @returns {{ text: string, href: string | null }[]}
 */
export function linked(text) {
  return text
    .split(/(https:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/)
    .filter((part) => part !== "")
    .map((part) => ({ text: part, href: secureAddress(part) }));
}

/** @param {string} text @returns {string | null} the address, where it is one with https */
export function secureAddress(text) {
  return /^https:\/\//.test(text) && URL.canParse(text) ? text : null;
}
