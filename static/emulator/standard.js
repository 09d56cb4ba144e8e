/** Standard navigation, put together: one page at a time, and a bar of objects above it. */

import { run } from "./app.js";
import { navigationBar } from "./navigation-bar.js";
import { shell } from "./shell.js";
import { SinglePage } from "./single-page.js";

const place = new SinglePage();

run(place, {
  name: "standard",
  frame: (start, app) => {
    shell(start, app);
    navigationBar(place, start.navigation, app);
  },
});
