/**
 * The Classic page around the panel, through Open CTI for Classic. The only file that knows it
 * (facts/open-cti.md 3). In the sidebar every navigation is another page and loads the panel anew;
 * in the Classic console the panel stays. Patience and repeats are the affair of host.js.
 */

import { HostFault } from "./host.js";

/** @typedef {import("./host.js").Driver} Driver */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/**
 * @typedef {object} Answer of every method and listener; what is no boolean comes as a text
 * @property {unknown} result
 * @property {string | null} [error]
 */
/** @typedef {(answer: Answer) => void} Told */
/**
 * @typedef {object} Interaction
 * @property {(told: Told) => void} isInConsole
 * @property {(told: Told) => void} getPageInfo
 * @property {(told: Told) => void} onFocus
 * @property {(url: string, force: boolean, told: Told) => void} screenPop
 * @property {(visible: boolean, told: Told) => void} setVisible
 * @property {(told: Told) => void} isVisible
 * @property {(name: string, told: Told) => void} refreshRelatedList
 * @property {Cti} cti
 */
/**
 * @typedef {object} Cti
 * @property {() => void} notifyInitializationComplete
 * @property {(told: Told) => void} enableClickToDial
 * @property {(told: Told) => void} disableClickToDial
 * @property {(told: Told) => void} onClickToDial
 * @property {(px: number, told: Told) => void} setSoftphoneHeight
 */

/**
 * The related lists a saved call shows up in. The whole page is never read again: that would end
 * what the agent has typed into it, and in the sidebar the panel too. Salesforce documents
 * "Activity" for open activities; the name of the history is not known (docs/verified.md).
 */
const ACTIVITY_LISTS = ["Activity", "ActivityHistory"];

/**
 * Where Classic makes a record: the key prefix of its type, and the ids of the inputs by which an
 * address fills them. Not documented, and used by vendors for as long as Classic has been there.
 * @type {Record<import("../core/new-record.js").NewType,
 *   { prefix: string, inputs: Record<string, string> }>}
 */
const FORMS = {
  Contact: { prefix: "003", inputs: { Phone: "con10" } },
  Lead: { prefix: "00Q", inputs: { Phone: "lea8" } },
};
/** The types whose form is told by its address, by key prefix. @type {Record<string, string>} */
const PREFIXES = { "003": "Contact", "00Q": "Lead", 500: "Case" };

/** In the console no subtab is ever reported: so often the page is asked what it shows (ms). */
const LOOK_EVERY_MS = 1_000;

/** @returns {Driver} the library is loaded */
export function classicDriver() {
  const { sforce } = /** @type {{ sforce: { interaction: Interaction } }} */ (
    /** @type {unknown} */ (globalThis)
  );
  const { interaction } = sforce;
  const { cti } = interaction;
  return {
    reports: true,
    saysNothing: false,
    ready: () => {
      cti.notifyInitializationComplete(); // nobody ever answers it
      return answered((told) => interaction.isInConsole(told));
    },
    shown: async () => shownIn(await answered((told) => interaction.getPageInfo(told))),
    onShown: (told) => {
      let last = "";
      const shown = (/** @type {Answer} */ { result }) => {
        last = String(result);
        told(shownIn(result));
      };
      const look = () =>
        interaction.getPageInfo((answer) => {
          if (!answer.error && String(answer.result) !== last) shown(answer);
        });
      interaction.onFocus(shown);
      interaction.isInConsole(({ result }) => {
        if (result === true) setInterval(look, LOOK_EVERY_MS);
      });
    },
    onClicked: (told) =>
      cti.onClickToDial(({ result }) => told(String(parsed(result).number), recordOf(result))),
    clickToDial: (on) =>
      done((told) => (on ? cti.enableClickToDial(told) : cti.disableClickToDial(told))),
    pop: ({ id }) => done((told) => interaction.screenPop(`/${id}`, false, told)),
    popSearch: (text) => done((told) => interaction.screenPop(searchFor(text), false, told)),
    newRecord: (type, fields) =>
      done((told) => interaction.screenPop(formOf(type, fields), false, told)),
    refreshView: () =>
      Promise.all(
        ACTIVITY_LISTS.map((name) =>
          answered((told) => interaction.refreshRelatedList(name, told)),
        ),
      ),
    showPanel: (visible) => done((told) => interaction.setVisible(visible, told)),
    panelVisible: async () => (await answered((told) => interaction.isVisible(told))) === true,
    setPanelHeight: (px) => done((told) => cti.setSoftphoneHeight(px, told)),
    showBar() {}, // Classic has no place for it
  };
}

/** @param {(told: Told) => void} ask @returns {Promise<unknown>} the result, unless there is an error */
function answered(ask) {
  return new Promise((resolve, reject) => {
    ask(({ result, error }) => {
      if (error) reject(new HostFault(error));
      else resolve(result);
    });
  });
}

/** @param {(told: Told) => void} ask @returns {Promise<void>} broken where the result is not true */
async function done(ask) {
  if ((await answered(ask)) !== true) throw new HostFault("Classic did not do it");
}

/**
 * @param {import("../core/new-record.js").NewType} type
 * @param {import("../core/new-record.js").Fields} fields
 */
export function formOf(type, fields) {
  const { prefix, inputs } = FORMS[type];
  const filled = Object.entries(fields).flatMap(([name, value]) => {
    const input = inputs[name];
    return input === undefined ? [] : [`${input}=${encodeURIComponent(value)}`];
  });
  return [`/${prefix}/e`, filled.join("&")].filter(Boolean).join("?");
}

/** @param {string} text */
function searchFor(text) {
  return `/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`;
}

/** @param {unknown} result JSON in a text @returns {Record<string, unknown>} */
function parsed(result) {
  try {
    return JSON.parse(String(result)) ?? {};
  } catch {
    return {};
  }
}

/** @param {unknown} result @returns {import("../core/host.js").Shown} */
function shownIn(result) {
  return { record: recordOf(result), form: formIn(String(parsed(result).url ?? "")) };
}

/** @param {string} url @returns {string | null} the type of the new record a form is for */
export function formIn(url) {
  const prefix = /^https?:\/\/[^/?#]+\/(\w{3})\/e(?:[?#]|$)/.exec(url)?.[1];
  return PREFIXES[prefix ?? ""] ?? null;
}

/** @param {unknown} result @returns {PageRecord | null} */
function recordOf(result) {
  const { objectId, object, objectName } = parsed(result);
  if (typeof objectId !== "string" || !/^(\w{15}|\w{18})$/.test(objectId)) return null;
  return { id: longId(objectId), type: String(object ?? ""), name: String(objectName ?? "") };
}

/**
 * Classic names records by 15 characters that mind their case, everything else by 18: the last
 * three say which of the others are capitals, five at a time (facts/salesforce.md 2).
 *
 * @param {string} id
 */
export function longId(id) {
  if (id.length !== 15) return id;
  const five = [0, 5, 10].map((at) => id.slice(at, at + 5));
  return id + five.map((letters) => CHECK[capitals(letters)]).join("");
}

const CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** @param {string} letters */
function capitals(letters) {
  return [...letters].reduce(
    (sum, letter, place) => sum + (/[A-Z]/.test(letter) ? 1 << place : 0),
    0,
  );
}
