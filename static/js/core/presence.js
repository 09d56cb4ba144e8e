/**
 * The agent's presence as the server has it, and what the softphone may do in Logout
 * (DECISION 38). Pure.
 */

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./types.js").PresenceView} PresenceView */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {{ presence: PresenceView["state"], reason: string }} Choice */

/** @param {Model} model whether running calls are shown only: they are offered to the companion */
export function isReadOnly({ desk, own }) {
  return own.client === "softphone" && desk.presence.state === "logout";
}

/**
 * What combobox 'Presence' offers, in its order. A reason that an admin has taken away stays as long
 * as it is the agent's.
 * @param {Model} model
 * @returns {Choice[]}
 */
export function choicesOf({ desk, settings }) {
  const { reason } = desk.presence;
  const known = settings.away_reasons;
  const reasons = reason === "" || known.includes(reason) ? known : [...known, reason];
  return [
    { presence: "available", reason: "" },
    ...["", ...reasons].map((each) => ({ presence: /** @type {const} */ ("away"), reason: each })),
    { presence: "logout", reason: "" },
  ];
}

/** @param {Choice} choice @param {Words} words as it stands in the combobox and in the utility bar */
export function wordOf({ presence, reason }, words) {
  if (reason !== "") return words.say("presence.away-for", { reason });
  return words.say(/** @type {const} */ (`presence.${presence}`));
}
