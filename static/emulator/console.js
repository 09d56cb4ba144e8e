/** The console, put together: a workspace with its tabs and split view around the common app. */

import { run } from "./app.js";
import { navigationMenu, shell } from "./shell.js";
import { splitView } from "./split-view.js";
import { tabStrip } from "./tab-strip.js";
import { Workspace } from "./workspace.js";

const workspace = new Workspace();

run(workspace, {
  name: "console",
  frame: (start, app) => {
    shell(start, app);
    navigationMenu(workspace, start.navigation, app);
    tabStrip(workspace, start.navigation);
    splitView(workspace, app);
  },
});
