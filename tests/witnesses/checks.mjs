/**
 * Runs named checks one after the other and says how each went, as one line of JSON.
 *
 * A check that throws has failed; the others still run. The names stand in the files that use
 * this, at the beginning of a line, where tests/contract/emulator/witness.py finds them.
 */

const checks = [];

/** @param {string} name what is true @param {() => Promise<void> | void} act shows it */
export function check(name, act) {
  checks.push({ name, act });
}

/** Run every check in the order of the file; what it said stands on stdout. */
export async function report() {
  const outcomes = {};
  for (const { name, act } of checks) {
    outcomes[name] = await outcome(act);
  }
  process.stdout.write(`${JSON.stringify(outcomes)}\n`);
}

async function outcome(act) {
  try {
    await act();
    return "";
  } catch (error) {
    return `${error?.stack ?? error}`;
  }
}
