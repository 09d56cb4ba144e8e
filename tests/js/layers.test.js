/** Who may know whom in static/js: core knows core, edge and elements know core and their own. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../static/js/", import.meta.url);
const MAY_IMPORT = {
  core: /^(\.\/[\w-]+\.js|\.\.\/\.\.\/i18n\/\w+\.js)$/,
  edge: /^(\.\/|\.\.\/core\/)[\w-]+\.js$/,
  elements: /^(\.\/|\.\.\/core\/)[\w-]+\.js$/,
};

for (const [layer, allowed] of Object.entries(MAY_IMPORT)) {
  for (const file of readdirSync(new URL(`${layer}/`, ROOT))) {
    test(`${layer}/${file} imports only what its layer may know`, () => {
      const source = readFileSync(new URL(`${layer}/${file}`, ROOT), "utf8");
      const imports = [...source.matchAll(/^(?:import|export) [^;]*?from "([^"]+)";/gms)];

      assert.deepEqual(
        imports.map(([, from]) => from).filter((from) => !allowed.test(from ?? "")),
        [],
      );
    });
  }
}

for (const file of readdirSync(new URL("elements/", ROOT))) {
  test(`elements/${file} neither fetches nor writes markup`, () => {
    const source = readFileSync(new URL(`elements/${file}`, ROOT), "utf8");

    assert.doesNotMatch(source, /\bfetch\(|innerHTML|outerHTML|insertAdjacentHTML|WebSocket/);
  });
}

for (const file of readdirSync(new URL("core/", ROOT))) {
  test(`core/${file} touches neither page, network, clock nor chance`, () => {
    const source = readFileSync(new URL(`core/${file}`, ROOT), "utf8").replace(
      /\/\*\*.*?\*\//gs,
      "",
    );

    assert.doesNotMatch(
      source,
      /\b(document|window|navigator|localStorage|sessionStorage|fetch|setTimeout|setInterval)\b|Date\.now|Math\.random/,
    );
  });
}
