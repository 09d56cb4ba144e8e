/**
 * What plain_host/page.html does: shows records and lists of them, frames the softphone, says which
 * record was opened and which number clicked, and does what the softphone asks for. Evaluated in the
 * page with the softphone's address; `org` asks the test for records.
 */
(softphone) => {
  const main = document.querySelector("main");
  const frame = document.querySelector("iframe");
  const bar = document.querySelector("footer button");
  const asked = [];
  let dialling = false;
  let record = null;
  let answers = "normal";

  const node = (name, text, more = {}) =>
    Object.assign(document.createElement(name), { textContent: text, ...more });
  const say = (message) => frame.contentWindow.postMessage(message, "*");
  const shown = () => ({ record: record && { id: record.id, type: record.type, name: record.name }, form: null });
  const report = () => say({ what: "opened", shown: shown() });

  function draw(heading, ...nodes) {
    main.replaceChildren(node("h1", heading), ...nodes);
  }

  function drawRecord() {
    const calls = (record.phones ?? []).map((number) => {
      const button = node("button", `Call ${number}`, { type: "button", disabled: !dialling });
      button.hidden = !dialling;
      button.onclick = () => say({ what: "clicked", number, record: shown().record });
      return button;
    });
    draw(record.name || record.type, ...calls);
  }

  function drawList(heading, rows) {
    const links = rows.map((row) => {
      const link = node("a", row.name, { href: `#${row.id}` });
      link.onclick = () => open(row.id);
      return link;
    });
    record = null;
    draw(heading, ...links);
    report();
  }

  async function open(id) {
    record = await globalThis.org("record", id);
    drawRecord();
    report();
  }

  const abilities = {
    shown: () => answers === "normal" ? shown() : globalThis.org("record", answers).then(({ id, type, name }) => ({ record: { id, type, name }, form: null })),
    clickToDial: (on) => {
      dialling = on;
      if (record !== null) drawRecord();
    },
    pop: ({ id }) => open(id),
    popSearch: async (text) => drawList("Results", await globalThis.org("search", text)),
    newRecord: () => {
      throw new Error("this page makes no records");
    },
    showPanel: (visible) => {
      frame.hidden = !visible;
    },
    panelVisible: () => !frame.hidden,
    showBar: (label) => {
      bar.textContent = label;
    },
  };

  addEventListener("message", async ({ data, source }) => {
    if (source !== frame.contentWindow) return;
    asked.push(data.what);
    if (data.what === "shown" && answers === "silent") return;
    try {
      const value = await abilities[data.what]?.(data.about);
      say({ what: "answer", to: data.to, value });
    } catch (fault) {
      say({ what: "answer", to: data.to, refused: fault.message });
    }
  });
  bar.onclick = () => {
    frame.hidden = !frame.hidden;
  };
  document.querySelector("form").onsubmit = async (event) => {
    event.preventDefault();
    const text = event.target.querySelector("input").value;
    drawList("Results", await globalThis.org("search", text));
  };

  /** What the stories of the tests do to a page, whatever page it is. */
  globalThis.standin = {
    open,
    refocus: report,
    asked: (what) => asked.filter((each) => each === what).length,
    answer: () => {},
    answerAppViewInfo: (how) => {
      answers = how;
    },
    browse: async (kind) => drawList(kind === "Account" ? "All Accounts" : `All ${kind}s`, await globalThis.org("list", kind)),
  };
  frame.src = softphone;
}
