/**
 * The beginning of the companion. Inside Microsoft Teams it asks Teams for language and theme before
 * anything is shown, and follows the theme as long as it is open. Then it is the panel, put together
 * by softphone.js like any other: there is no second way.
 */

/** @typedef {{ in_teams: boolean }} Boot */

/** @type {Boot} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
if (boot.in_teams) {
  const { joinTeams } = await import("./edge/teams.js");
  await joinTeams(document.documentElement);
}
await import("./softphone.js");
