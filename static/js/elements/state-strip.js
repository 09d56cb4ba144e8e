/**
 * The state strip: state in dot and word, the line, the connection in words for those who hear it,
 * and the menu.
 */

import { callsOf, isRunning, phaseOf } from "../core/selectors.js";
import { attribute, h, show, text } from "./dom.js";
import { PanelElement } from "./element.js";
import { PresenceBox } from "./presence.js";
import { StripMenu } from "./strip-menu.js";

/** @typedef {import("../core/model.js").Model} Model */

/** Phases that combobox 'Presence' says already. */
const SAID = new Set(["ready", "away", "logout"]);

export class StateStrip extends PanelElement {
  dot = h("span", { class: "dot", "aria-hidden": "true" });
  word = h("span", { class: "strip__word" });
  since = h("span", { class: "strip__since" });
  line = h("span", { class: "strip__line" });
  connection = h("span", { class: "hidden-text" });
  presence = new PresenceBox(this.words);
  menu = new StripMenu(this.words);

  /** @override */
  build() {
    const state = h("span", { class: "strip__state" }, this.dot, this.word);
    this.append(state, this.presence, this.since, this.connection, this.line, this.menu);
  }

  /** @param {Model} model @param {number} at our clock, ms */
  update(model, at) {
    const { words } = this;
    const phase = phaseOf(model);
    const code = phase === "starting" ? "panel.starting" : /** @type {const} */ (`phase.${phase}`);
    attribute(this.dot, "data-state", phase);
    text(this.word, words.say(code));
    this.word.classList.toggle("hidden-text", SAID.has(phase));
    this.presence.update(model, at);
    const { since: time } = model.desk.presence;
    show(this.since, time !== null && (phase === "away" || phase === "logout"));
    text(this.since, words.say("presence.since", { time: time ?? "" }));
    text(this.line, model.agent === null ? "" : model.agent.line || model.agent.name);
    const live = model.connection === "live" && model.session === "signed-in";
    text(this.connection, words.say(live ? "panel.connected" : "panel.not-connected"));
    const busy = callsOf(model).some((call) => isRunning(call) || call.phase === "wrap-up");
    const rings = callsOf(model).find((call) => call.phase === "ringing")?.id ?? "";
    const signedIn = model.session === "signed-in";
    const { settings, seq, desk, own } = model;
    this.menu.update({ signedIn, busy, rings, settings, seq, desk, own });
  }
}
