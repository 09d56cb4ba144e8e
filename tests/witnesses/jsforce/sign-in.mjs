/** Signing in: people in a window, the server by its key. */

import assert from "node:assert/strict";
import jsforce from "jsforce";
import { check } from "../checks.mjs";
import {
  app,
  connect,
  connection,
  loginUrl,
  org,
  refusal,
  VERSION,
  visit,
  withVerifier,
} from "./org.mjs";

const agent = new jsforce.Connection({ oauth2: withVerifier(), version: VERSION });

check("an agent signs in by the web-server flow with PKCE", async () => {
  const told = await visit(
    agent.oauth2.getAuthorizationUrl({ scope: "api refresh_token", state: "s-1" }),
  );
  const user = await agent.authorize(told.get("code"));

  assert.equal(told.get("state"), "s-1");
  assert.match(user.id, /^005/);
  assert.match(user.organizationId, /^00D/);
  assert.equal(agent.instanceUrl, loginUrl);
  assert.ok(agent.refreshToken);
});

check("identity says who signed in", async () => {
  const said = await agent.identity();

  assert.equal(said.username, org.agent);
  assert.equal(said.user_id, agent.userInfo.id);
});

check("an expired session is refreshed and the request repeated", async () => {
  const seen = [];
  agent.on("refresh", (token) => seen.push(token));
  agent.accessToken = "00D000000000001!expired";
  const found = await agent.query("SELECT Id FROM Lead");

  assert.equal(found.totalSize, 1);
  assert.deepEqual(seen, [agent.accessToken]);
});

check("a code serves once", async () => {
  const oauth2 = withVerifier();
  const told = await visit(oauth2.getAuthorizationUrl({ scope: "api" }));
  const code = told.get("code");
  await oauth2.requestToken(code);

  assert.equal(await refusal(() => oauth2.requestToken(code)), "invalid_grant");
});

check("a code is good for its own verifier only", async () => {
  const told = await visit(withVerifier().getAuthorizationUrl({ scope: "api" }));
  const code = told.get("code");

  assert.equal(await refusal(() => withVerifier().requestToken(code)), "invalid_request");
});

check("an unknown client is refused with its OAuth name", async () => {
  const stranger = new jsforce.OAuth2({ ...app, clientId: "nobody" });

  assert.equal(await refusal(() => stranger.refreshToken("any")), "invalid_client_id");
});

check("the server signs in with a signed assertion and gets no refresh token", () => {
  assert.match(connection.accessToken, /^00D\w{12,15}!/);
  assert.equal(connection.refreshToken, undefined);
});

check("a session that was signed out of is no session", async () => {
  const short = await connect();
  const { accessToken } = short;
  await short.logout();
  const stale = new jsforce.Connection({ instanceUrl: loginUrl, accessToken, version: VERSION });

  assert.equal(await refusal(() => stale.query("SELECT Id FROM Lead")), "INVALID_SESSION_ID");
});
