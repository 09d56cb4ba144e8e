/** A page of Classic inside a tab of the console, which follows its links and dials its numbers. */

import { decorate } from "./classic-content.js";

decorate(document);
