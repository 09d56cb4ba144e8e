/**
 * A page of Classic inside a tab of the console: it tells the console around it what it shows and
 * where its links lead.
 */

import { decorate } from "./classic-content.js";

decorate(document);
