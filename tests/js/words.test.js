/** Codes to words and moments to text: core/words.js, core/format.js and the catalogues. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { de } from "../../static/i18n/de.js";
import * as dialogsDe from "../../static/i18n/dialogs-de.js";
import * as dialogsEn from "../../static/i18n/dialogs-en.js";
import { en } from "../../static/i18n/en.js";
import * as toldDe from "../../static/i18n/told-de.js";
import * as toldEn from "../../static/i18n/told-en.js";
import {
  age,
  calmAge,
  clock,
  countdown,
  initials,
  sameNumber,
  stopwatch,
} from "../../static/js/core/format.js";
import { directionOf, wordsFor, wordsOf } from "../../static/js/core/languages.js";
import { Words } from "../../static/js/core/words.js";

const words = await wordsFor("en", ["en-GB"]);
await words.learn();
const IN_ENGLISH = { ...en, ...dialogsEn.en, ...toldEn.en };
const IN_GERMAN = { ...de, ...dialogsDe.de, ...toldDe.de };
const GAP = /\{[a-z]+\}/g;

/** Every code the server sends, with the params it sends along. */
const SERVER_CODES = {
  because:
    "only-match:number chosen opened settled-by-opening pressed swapped added opened-at-save dialled-from lead-made:number named",
  reason:
    "no-open-record lead-alone limit account-alone account-alone-opportunity account-alone-account account-alone-record not-tracked tracking-unknown relationship already converted other-slot not-shared not-a-contact",
  rejected:
    "gave-way deleted relationship converted not-tracked tracking-unknown gone hidden failed slow relation-unknown other-account lead-alone account-alone limit not-the-only-match not-chosen only-offered",
  note: "checking other-account:account gone hidden failed slow other-type:claimed converted",
  heading: "ringing delivered:time dialled:time wrap-up",
  logging:
    "signed-in not-linked companion config-1 config-2 continues-softphone continues-companion nobody:why unless-answered:why",
  undo: "assign:record unassign:record choose:record displaced:record swap:record add:record",
  said: "corrected contested not-corrected needs-result assigned:record unassigned:record undone:record cannot:record open-record-changed:record no-open-record saved saved-by-server not-saved nothing-assigned-once-more command-failed:command dialling:number dial-failed recovered match-failed page-silent:record+age task-taken task-lost",
  log: "needs-result contested retrying rejected:message sign-in-needed salesforce-down paused held-limit:time+n held-full:time+n held-read-only:time+n held-sign-in:time+n needs-record owner-inactive owner-not-for-object owner-refused owner-not-chosen left:fields",
  why: "internal merged do-not-log missed-queue-call signed-out signed-out-outgoing signed-out-internal",
  alert: "nothing-assigned",
};

for (const [group, codes] of Object.entries(SERVER_CODES)) {
  for (const entry of codes.split(" ")) {
    const [name, gap] = entry.split(":");
    test(`${group}.${name} has words in both languages`, () => {
      const code = /** @type {import("../../static/i18n/en.js").Code} */ (`${group}.${name}`);
      const gaps = gap === undefined ? [] : gap.split("+").map((each) => `{${each}}`);

      assert.deepEqual(IN_ENGLISH[code].match(GAP) ?? [], gaps);
      assert.deepEqual(IN_GERMAN[code].match(GAP) ?? [], gaps);
    });
  }
}

test("both languages fill the same gaps", () => {
  const gaps = (/** @type {Record<string, string>} */ catalogue) =>
    Object.entries(catalogue).map(([code, said]) => [code, (said.match(GAP) ?? []).sort()]);

  assert.deepEqual(Object.fromEntries(gaps(IN_GERMAN)), Object.fromEntries(gaps(IN_ENGLISH)));
});

test("what reads the same in both languages is a name, or one of these", () => {
  const gapless = (/** @type {string} */ said) => said.replace(GAP, "");
  const same = Object.entries(IN_ENGLISH)
    .filter(([code, said]) => IN_GERMAN[/** @type {keyof typeof IN_GERMAN} */ (code)] === said)
    .filter(([, said]) => /\p{L}{2}/u.test(gapless(said)))
    .map(([, said]) => said);

  assert.deepEqual(
    new Set(same),
    new Set([
      ...["Account", "Lead", "Logout", "Name", "Opportunity", "Softphone"],
      ...["auto", "{n} min", "in Salesforce: {records}"],
    ]),
  );
});

test("a code without words is shown as the code, never as nothing for good", async () => {
  const fresh = await wordsFor("en", ["en-GB"]);

  assert.equal(fresh.text({ code: "said.brand-new", params: {} }), "");
  await fresh.learn();
  assert.equal(fresh.text({ code: "said.brand-new", params: {} }), "said.brand-new");
});

test("words that are seldom needed are fetched when one of them is", async () => {
  const fresh = await wordsFor("en", ["en-GB"]);
  const paused = { code: "log.paused", params: {} };

  assert.equal(fresh.text(paused), "");
  await until(() => fresh.text(paused) !== "");
  assert.equal(fresh.text(paused), IN_ENGLISH["log.paused"]);
});

test("words that could not be fetched are asked for again", async () => {
  let tries = 0;
  const fresh = new Words(en, "en-GB", async () => {
    tries += 1;
    if (tries === 1) throw new TypeError("no connection");
    return { "log.brand-new": "Brand new" };
  });
  const code = { code: "log.brand-new", params: {} };

  assert.equal(fresh.text(code), "");
  await until(() => fresh.text(code) !== "");
  assert.equal(fresh.text(code), "Brand new");
});

/** @param {() => boolean} done */
async function until(done) {
  while (!done()) await new Promise((next) => setImmediate(next));
}

test("a name made of HTML stays the text it is", () => {
  const said = words.text({ code: "said.assigned", params: { record: "<b>{record}</b>" } });

  assert.equal(said, "<b>{record}</b> is assigned");
});

test("a gap nobody fills stays visible", () => {
  assert.equal(words.text({ code: "said.assigned", params: {} }), "{record} is assigned");
});

test("moments, ages and commands inside a text are worded too", () => {
  const at = clock("2026-11-21T14:02:00Z", words);

  assert.equal(
    words.text({ code: "heading.delivered", params: { time: "2026-11-21T14:02:00Z" } }),
    `delivery to you, ${at}`,
  );
  assert.match(words.text({ code: "said.page-silent", params: { age: "42" } }), /seen 42 s ago/);
  assert.match(words.text({ code: "said.command-failed", params: { command: "hold" } }), /^Hold /);
});

test("why nobody logs is worded where it is a known reason", () => {
  const nobody = (/** @type {string} */ why) =>
    words.text({ code: "logging.nobody", params: { why } });

  assert.equal(nobody("internal"), "Will not be logged: a call between two agents");
  assert.equal(
    nobody("not allowed while signed out"),
    "Will not be logged: not allowed while signed out",
  );
});

test("the age of the open record is told from thirty seconds on, in calm steps", () => {
  assert.equal(words.seen(29_900), "seen just now");
  assert.equal(words.seen(30_000), "seen 30 s ago");
  assert.equal(words.seen(39_900), "seen 30 s ago");
  assert.equal(words.seen(125_000), "seen 2 min ago");
});

test("a custom object is named by its words", () => {
  assert.equal(words.type("Contact"), "Contact");
  assert.equal(words.type("ns__Spare_Part__c"), "Spare Part");
});

test("an unknown language speaks English, and the region of the browser tells the time", async () => {
  assert.equal((await wordsFor("fr", ["fr-FR"])).say("save.button"), "Save");
  assert.equal((await wordsFor("de", ["en-US", "de-AT"])).locale, "de-AT");
});

test("the locale of the Salesforce user goes before the browser's", async () => {
  const own = await wordsFor("en", ["en-GB"], "de-AT");
  assert.equal(own.say("save.button"), "Save");
  assert.match(own.time("2026-11-21T14:02:00"), /^14:02/);
  assert.equal((await wordsFor("en", ["en-US"], "de-DE-EURO")).locale, "de-DE");
  assert.equal((await wordsFor("en", ["en-US"], "!")).locale, "en-US");
});

test("words are changed only for a user who reads others", async () => {
  const english = await wordsFor("en", ["en-US"]);
  assert.equal(
    await wordsOf({ language: "", locale: "", time_zone: "" }, ["en-US"], english),
    null,
  );
  assert.equal(
    await wordsOf({ language: "en", locale: "en-US", time_zone: "" }, ["en-US"], english),
    null,
  );
  const german = await wordsOf(
    { language: "de", locale: "en-US", time_zone: "" },
    ["en-US"],
    english,
  );
  assert.equal(german?.say("save.button"), "Speichern");
  assert.equal(german?.locale, "en-US");
});

test("times are those of the Salesforce user's clocks, and of the browser's where they are unknown", async () => {
  const at = "2026-10-25T01:30:00Z"; // clocks were put back in Berlin half an hour ago
  const browser = await wordsFor("en", ["en-GB"]);
  const told = async (/** @type {string} */ zone) =>
    (await wordsFor("en", ["en-GB"], "en-GB", zone)).time(at);
  const zones = ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata"];
  assert.deepEqual(await Promise.all(zones.map(told)), ["2:30", "18:30", "7:00"]);
  assert.equal(await told("Mars/Olympus"), browser.time(at));
  assert.equal(await told(""), browser.time(at));
});

test("another time zone alone is reason enough for other words", async () => {
  const english = await wordsFor("en", ["en-US"]);
  const agent = { language: "en", locale: "en-US", time_zone: "Asia/Kolkata" };
  const own = await wordsOf(agent, ["en-US"], english);
  assert.match(own?.time("2026-11-21T14:02:00Z") ?? "", /^7:32.PM$/);
  assert.equal(own && (await wordsOf(agent, ["en-US"], own)), null);
});

test("numbers are written as the Salesforce user writes them", async () => {
  const told = async (/** @type {string} */ locale) =>
    (await wordsFor("en", ["en-US"], locale)).say("age.seconds", { n: 1500 });
  assert.deepEqual(await Promise.all(["en-US", "de-DE"].map(told)), ["1,500 s", "1.500 s"]);
});

test("what the server says of Salesforce is told in the agent's language, what Salesforce says as it came", async () => {
  const german = await wordsFor("de", ["de-DE"]);
  await german.learn();
  const told = (/** @type {string} */ message) =>
    german.text({ code: "log.rejected", params: { message } });

  assert.match(
    told("the connection to Salesforce broke"),
    /: die Verbindung zu Salesforce brach ab$/,
  );
  assert.match(told("Salesforce answered 503"), /: Salesforce hat mit einem Fehler geantwortet$/);
  assert.match(told("Choose a reason"), /: Choose a reason$/);
});

test("a language that is written from right to left turns the page", () => {
  assert.deepEqual(["de", "ar", "he"].map(directionOf), ["ltr", "rtl", "rtl"]);
});

test("durations are what a telephone shows", () => {
  assert.equal(stopwatch(7_900), "0:07");
  assert.equal(stopwatch(761_000), "12:41");
  assert.equal(stopwatch(3_723_000), "1:02:03");
  assert.equal(stopwatch(-5), "0:00");
  assert.equal(countdown(9_200), "0:10");
  assert.equal(countdown(0), "0:00");
});

test("ages have the unit a person would use", () => {
  assert.deepEqual(age(4_900), { code: "age.seconds", n: 4 });
  assert.deepEqual(age(180_000), { code: "age.minutes", n: 3 });
  assert.deepEqual(age(7_200_000), { code: "age.hours", n: 2 });
  assert.deepEqual(calmAge(47_000), { code: "age.seconds", n: 40 });
});

test("a nonsense moment is shown as it came", () => {
  assert.equal(clock("tomorrow", { locale: "en-GB", zone: undefined }), "tomorrow");
});

test("a number is the same however it is written", () => {
  assert.equal(sameNumber("(415) 555-0101", "+1 415-555-0101"), true);
  assert.equal(sameNumber("+1 415-555-0101", "0415 5550101"), true);
  assert.equal(sameNumber("(415) 555-0101", "+1 415-555-0102"), false);
  assert.equal(sameNumber("", "+1 415-555-0101"), false);
});

test("initials are the first letters of first and last name", () => {
  assert.equal(initials("Ada King Lovelace"), "AL");
  assert.equal(initials("Case 00001026"), "C");
  assert.equal(initials("<b>"), "B");
  assert.equal(initials("007"), "?");
});

test("fields of Salesforce are named as people read them", async () => {
  const words = await wordsFor("en", ["en-US"]);
  await words.learn();
  const fields = "Subject, WhoId, CTI_Call_Id__c";

  assert.match(
    words.text({ code: "log.left", params: { fields } }),
    /Subject, Name, CTI_Call_Id__c$/,
  );
});

test("sentences follow each other whether or not others ended theirs", async () => {
  const words = await wordsFor("en", ["en-US"]);

  assert.equal(words.sentences("Choose a reason.", "Kept."), "Choose a reason. Kept.");
  assert.equal(words.sentences("Choose a reason", "Kept."), "Choose a reason. Kept.");
  assert.equal(words.sentences("", "Kept."), "Kept.");
});
