/**
 * A host adapter for a page without Open CTI: everything a CRM host has to be able to do, said in
 * plain messages (design.md D10). The tests put it in the place of host-companion.js; no other file
 * of the panel is changed.
 */

import { HostFault } from "./host.js";

/** @returns {import("./host.js").Driver} */
export function companionDriver() {
  const waiting = new Map();
  let told = () => {};
  let clicked = () => {};
  addEventListener("message", ({ data, source }) => {
    if (source !== parent) return;
    if (data.what === "opened") told(data.shown);
    if (data.what === "clicked") clicked(data.number, data.record);
    if (data.what === "answer") waiting.get(data.to)?.(data);
  });
  const ask = (what, about = null) =>
    new Promise((kept, broken) => {
      const to = waiting.size;
      waiting.set(to, ({ refused, value }) =>
        refused ? broken(new HostFault(refused)) : kept(value),
      );
      parent.postMessage({ what, about, to }, "*");
    });
  return {
    reports: true,
    saysNothing: false,
    ready: () => ask("ready"),
    shown: () => ask("shown"),
    onShown: (listener) => {
      told = listener;
    },
    onClicked: (listener) => {
      clicked = listener;
    },
    clickToDial: (on) => ask("clickToDial", on),
    pop: (record) => ask("pop", record),
    popSearch: (text) => ask("popSearch", text),
    newRecord: (type, fields) => ask("newRecord", { type, fields }),
    refreshView: () => ask("refreshView"),
    showPanel: (visible) => ask("showPanel", visible),
    panelVisible: () => ask("panelVisible"),
    setPanelHeight: () => ask("setPanelHeight"),
    showBar: (bar) => {
      ask("showBar", bar.label);
    },
  };
}
