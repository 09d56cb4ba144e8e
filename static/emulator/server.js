/** What the page asks its server. A session that has ended leads to the login page. */

/** Salesforce refused; `faults` are the rows of its answer. */
export class Refused extends Error {
  /** @param {{message: string, errorCode: string, fields?: string[]}[]} faults */
  constructor(faults) {
    super(faults[0]?.message ?? "refused");
    this.faults = faults;
  }
}

/**
 * Return the JSON of a data route.
 *
 * @param {string} path below /lightning/data/
 * @param {Record<string, string>} [query]
 */
export async function get(path, query = {}) {
  const asked = new URLSearchParams(query).toString();
  return answer(await fetch(`/lightning/data/${path}${asked ? `?${asked}` : ""}`));
}

/**
 * Post JSON to a data route and return the JSON it answers.
 *
 * @param {string} path
 * @param {unknown} body
 */
export async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(
    await fetch(`/lightning/data/${path}`, { method: "POST", headers, body: JSON.stringify(body) }),
  );
}

/** @param {Response} response */
async function answer(response) {
  if (response.status === 401) {
    const here = location.pathname + location.search;
    location.assign(`/login?startURL=${encodeURIComponent(here)}`);
    return new Promise(() => {});
  }
  const body = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Refused(body);
  return body;
}
