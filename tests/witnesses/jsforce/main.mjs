/** jsforce, the JavaScript client of Salesforce, asks the stand-in whether it is an org. */

import { report } from "../checks.mjs";
import "./sign-in.mjs";
import "./describe.mjs";
import "./records.mjs";
import "./queries.mjs";
import "./collections.mjs";
import "./refusals.mjs";
import "./faults.mjs";

await report();
