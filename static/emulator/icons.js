/**
 * Icons of the Lightning Design System, unmodified, as masks that take the colour of their text
 * (licence: static/vendor/slds/icons). Sized by CSS.
 */

const STANDARD = {
  Account: "account",
  Contact: "contact",
  Lead: "lead",
  Case: "case",
  Opportunity: "opportunity",
  Contract: "contract",
  Task: "task",
  User: "user",
  AccountContactRelation: "relationship",
  Home: "home",
  Search: "search",
  Flow: "flow",
  Call: "log_a_call",
};

/**
 * Return a utility icon, or an object's own without its tile.
 *
 * @param {string} name a utility icon's key, such as incoming_call, or an object's API name
 * @returns {HTMLElement}
 */
export function icon(name) {
  if (name in STANDARD || name.endsWith("__c")) return masked("icon", standard(name));
  return masked("icon", `utility/${encodeURIComponent(name)}`);
}

/**
 * Return an object's icon on its coloured tile.
 *
 * @param {string} type an object's API name, or Home, Search, Flow, Call
 * @returns {HTMLElement}
 */
export function tile(type) {
  const made = document.createElement("span");
  made.className = "tile";
  made.dataset.object = type;
  made.append(masked("icon", standard(type)));
  return made;
}

/** @param {string} className @param {string} path */
function masked(className, path) {
  const made = document.createElement("span");
  made.className = className;
  made.setAttribute("aria-hidden", "true");
  made.style.setProperty("--picture", `url("/slds/icons/${path}.svg")`);
  return made;
}

/** @param {string} type */
function standard(type) {
  return `standard/${/** @type {Record<string, string>} */ (STANDARD)[type] ?? "custom"}`;
}
