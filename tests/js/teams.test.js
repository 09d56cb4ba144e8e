/** The themes of Microsoft Teams: static/js/core/teams.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { schemeOf } from "../../static/js/core/teams.js";

test("each theme of Teams has colours of ours; one we do not know is left to the system", () => {
  const schemes = ["default", "dark", "contrast", "glass"].map(schemeOf);

  assert.deepEqual(schemes, ["light", "dark", "dark", null]);
});
