/**
 * The org as jsforce knows it, and what several checks share.
 *
 * The path of a JSON file is the only argument: it says where the stand-in is and who may sign in,
 * see tests/contract/emulator/test_jsforce_witness.py. What jsforce sends and expects is its own.
 */

import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import jsforce from "jsforce";

export const org = JSON.parse(readFileSync(process.argv[2], "utf8"));
export const { url: loginUrl, records } = org;
export const VERSION = "67.0";

export const app = {
  loginUrl,
  clientId: org.client_id,
  clientSecret: org.client_secret,
  redirectUri: org.callback,
};

/** An app that proves itself with PKCE, as jsforce does it. */
export const withVerifier = () => new jsforce.OAuth2({ ...app, useVerifier: true });

/** Log in at the org's page as a person does; return what the callback is told. */
export async function visit(address) {
  const login = await fetch(`${loginUrl}/login`, {
    method: "POST",
    body: new URLSearchParams({ choose: org.agent, startURL: "/" }),
    redirect: "manual",
  });
  const cookie = login.headers.getSetCookie().map((each) => each.split(";")[0]);
  const answer = await fetch(address, {
    headers: { cookie: cookie.join("; ") },
    redirect: "manual",
  });
  return new URL(answer.headers.get("location") ?? "").searchParams;
}

function assertion() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const soon = Math.floor(Date.now() / 1000) + 120;
  const claims = { iss: org.client_id, sub: org.integration, aud: loginUrl, exp: soon };
  const signed = `${part({ alg: "RS256" })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(org.key, "base64url")}`;
}

/** A connection of the integration user. */
export async function connect() {
  const connection = new jsforce.Connection({ oauth2: app, loginUrl, version: VERSION });
  await connection.authorize({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: assertion(),
  });
  return connection;
}

/** The code by which jsforce says that it was refused. */
export async function refusal(act) {
  try {
    await act();
  } catch (error) {
    return error.errorCode ?? error.name;
  }
  return "nothing was refused";
}

export const idsOf = (rows) => rows.map((row) => row.id ?? row.Id);

export const connection = await connect();
export const task = connection.sobject("Task");
