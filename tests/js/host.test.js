/** How patient the panel is with the page around it: static/js/edge/host.js, with a driver of ours. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { HostFault, PageHost } from "../../static/js/edge/host.js";

/** @typedef {import("../../static/js/core/model.js").PageRecord} PageRecord */
/** @typedef {import("../../static/js/core/host.js").Shown} Shown */

const CASE = { id: "500000000001026AAA", type: "Case", name: "00001026" };
const NOTHING = { record: null, form: null };
const A_CASE = { record: CASE, form: null };
const NOT_READY = new HostFault("SOFTPHONE_CONTAINER_ERROR", { notReady: true });
const REFUSED = new HostFault("GENERIC_ERROR");
const SILENCE = () => new Promise(() => {});

/**
 * A page that answers each question with what the test put down for it, the last answer again and
 * again; time passes when somebody waits, and only then.
 * @param {Record<string, (() => Promise<unknown>)[]>} [answers]
 */
function page(answers = {}) {
  /** @type {string[]} */
  const asked = [];
  /** @type {unknown[][]} */
  const news = [];
  const told = {
    shown: (/** @type {Shown} */ _shown) => {},
    clicked: (/** @type {string} */ _number, /** @type {PageRecord | null} */ _record) => {},
    visible: () => {},
  };
  const clock = { now: 0 };
  /** @type {any} */
  const ask =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...args) => {
      asked.push([name, ...args.map((arg) => JSON.stringify(arg))].join(" "));
      const left = answers[name] ?? [async () => (name === "shown" ? NOTHING : null)];
      return (left.length > 1 ? left.shift() : left[0])?.();
    };
  const driver = {
    reports: true,
    saysNothing: true,
    ready: ask("ready"),
    shown: ask("shown"),
    onShown: (/** @type {typeof told.shown} */ heard) => {
      told.shown = heard;
    },
    onClicked: (/** @type {typeof told.clicked} */ heard) => {
      told.clicked = heard;
    },
    clickToDial: ask("clickToDial"),
    pop: ask("pop"),
    popSearch: ask("popSearch"),
    newRecord: ask("newRecord"),
    refreshView: ask("refreshView"),
    showPanel: ask("showPanel"),
    panelVisible: ask("panelVisible"),
    setPanelHeight: ask("setPanelHeight"),
    showBar: (/** @type {import("../../static/js/core/host.js").Bar} */ bar) => {
      asked.push(`showBar ${bar.label}`);
    },
  };
  const around = {
    wait: async (/** @type {number} */ ms) => {
      await new Promise((resolve) => setImmediate(resolve)); // who answers at once answers first
      clock.now += ms;
    },
    now: () => clock.now,
    visible: () => true,
    onVisible: (/** @type {() => void} */ again) => {
      told.visible = again;
    },
  };
  const host = new PageHost(
    driver,
    {
      reportOpened: (record) => news.push(["opened", record]),
      dialClicked: (number) => news.push(["dial", number]),
      formShown: (form) => news.push(["form", form]),
      trouble: (trouble) => news.push(["trouble", trouble]),
    },
    around,
  );
  return { host, driver, asked, news, told, clock };
}

/** All that was begun has come to rest. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

test("a page that is not ready is asked until it is, and then told what it missed", async () => {
  const { host, asked, news, clock } = page({
    ready: [() => Promise.reject(NOT_READY), () => Promise.reject(NOT_READY), async () => null],
  });
  host.showBar({ icon: "record", label: "Ready" });
  await host.begin();
  await rest();

  assert.deepEqual(asked, ["ready", "ready", "ready", "showBar Ready", "clickToDial true"]);
  assert.ok(clock.now >= 750);
  assert.deepEqual(news, []);
});

test("the agent is told of a page that stays away, and that it came", async () => {
  const notYet = () => Promise.reject(NOT_READY);
  const { host, news } = page({ ready: [notYet, notYet, notYet, async () => null] });
  await host.begin();

  assert.deepEqual(news, [
    ["trouble", "page.not-ready"],
    ["trouble", null],
  ]);
});

test("a page that says nothing is told apart from one that is not ready", async () => {
  const { host, news } = page({ ready: [SILENCE, SILENCE, SILENCE, async () => null] });
  await host.begin();

  assert.deepEqual(news[0], ["trouble", "page.silent"]);
});

test("a page that refuses is not asked again", async () => {
  const { host, asked, news } = page({ ready: [() => Promise.reject(REFUSED)] });
  await host.begin();
  host.signedIn();
  await rest();

  assert.deepEqual(asked, ["ready"]);
  assert.deepEqual(news, [["trouble", "page.refused"]]);
});

test("a library that throws is a refusal", async () => {
  const thrown = () => {
    throw new Error("no");
  };
  const { host, news } = page({ ready: [thrown] });
  await host.begin();

  assert.deepEqual(news, [["trouble", "page.refused"]]);
});

test("numbers can be clicked from loading on, until nobody is signed in", async () => {
  const { host, asked } = page();
  await host.begin();
  host.signedOut();
  host.signedIn();
  await rest();

  const clicks = asked.filter((each) => each.startsWith("clickToDial"));
  assert.deepEqual(clicks, ["clickToDial true", "clickToDial false", "clickToDial true"]);
});

test("what is overtaken is not insisted on", async () => {
  const { host, asked } = page({
    clickToDial: [() => Promise.reject(NOT_READY), async () => null],
  });
  await host.begin();
  host.signedOut();
  await rest();

  assert.deepEqual(
    asked.filter((each) => each.startsWith("clickToDial")),
    ["clickToDial true", "clickToDial false"],
  );
});

test("a clicked number shows the panel and is told on", async () => {
  const { host, asked, news, told } = page();
  await host.begin();
  told.clicked("+14155550101", CASE);

  assert.ok(asked.includes("showPanel true"));
  assert.deepEqual(news, [["dial", "+14155550101"]]);
});

test("nobody is told what is open before somebody is signed in", async () => {
  const { host, news, told } = page();
  await host.begin();
  told.shown(A_CASE);

  assert.deepEqual(news, []);
});

test("the baseline is asked for, and a page without an answer shows nothing", async () => {
  const { host, news } = page({ shown: [SILENCE] });
  await host.begin();
  host.signedIn();
  await rest();

  assert.deepEqual(news, [["opened", null]]);
});

test("a page that always answers is waited for: slow is not empty", async () => {
  /** @type {(shown: Shown) => void} */
  let answer = () => {};
  const slow = () => new Promise((resolve) => (answer = resolve));
  const { host, driver, news } = page({ shown: [slow] });
  driver.saysNothing = false;
  host.signedIn();
  await host.begin();
  await rest();
  assert.deepEqual(news, []);
  answer(A_CASE);
  await rest();

  assert.deepEqual(news, [["opened", CASE]]);
});

test("what the page repeats at once is told once, and again when it is focused later", async () => {
  const { host, news, told, clock } = page({ shown: [async () => A_CASE] });
  await host.begin();
  host.signedIn();
  await rest();
  clock.now += 60_000;
  told.shown(A_CASE);
  told.shown(A_CASE);
  told.visible();
  await rest();

  assert.deepEqual(news, [
    ["opened", CASE],
    ["opened", CASE],
  ]);
});

test("a form that the page shows is told once, and that it is gone", async () => {
  const { host, news, told, clock } = page();
  await host.begin();
  host.signedIn();
  await rest();
  told.shown({ record: null, form: "Contact" });
  clock.now += 60_000;
  told.shown({ record: null, form: "Contact" });
  told.shown(A_CASE);

  assert.deepEqual(
    news.filter(([what]) => what === "form"),
    [
      ["form", "Contact"],
      ["form", null],
    ],
  );
});

test("a question has a limit", async () => {
  const silent = page({ shown: [SILENCE] });
  const quick = page({ shown: [async () => A_CASE] });

  assert.deepEqual(await silent.host.ask(400), { answered: false, record: null });
  assert.equal(silent.clock.now, 400);
  assert.deepEqual(await quick.host.ask(400), { answered: true, record: CASE });
});

test("a pop waits a little for the page, and tells whether it was taken", async () => {
  const late = page({ pop: [() => Promise.reject(NOT_READY), async () => null] });
  const never = page({ pop: [() => Promise.reject(REFUSED)] });

  assert.equal(await late.host.pop(CASE), true);
  assert.equal(await never.host.pop(CASE), false);
  assert.equal(never.asked.length, 1);
});

test("a page that reports nothing says so and is never asked for a baseline", async () => {
  const { host, driver, news } = page({ shown: [SILENCE] });
  driver.reports = false;
  await host.begin();
  host.signedIn();
  await rest();

  assert.deepEqual(news, [["trouble", "page.outside"]]);
});
