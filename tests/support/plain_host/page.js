/**
 * What plain_host/page.html does: shows records and lists of them, frames the softphone, says which
 * record was opened and which number clicked, and does what the softphone asks for. Called in the
 * page with the softphone's address; `org` asks the test for records. Loaded again, it shows what it
 * showed.
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
  const told = ({ id, type, name }) => ({ record: { id, type, name }, form: null });
  const shown = () => (record === null ? { record: null, form: null } : told(record));
  const report = () => say({ what: "opened", shown: shown() });

  function link({ id, name }) {
    const made = node("a", name, { href: `#${id}` });
    made.onclick = () => open(id);
    return made;
  }

  function listed(heading, rows) {
    const list = document.createElement("ul");
    for (const row of rows) {
      const item = document.createElement("li");
      item.dataset.recordId = row.id;
      item.append(link(row));
      list.append(item);
    }
    const region = node("section", "", { ariaLabel: heading });
    region.append(list);
    return region;
  }

  function callButton(number) {
    const made = node("button", `Call ${number}`, { type: "button", hidden: !dialling });
    made.onclick = () => say({ what: "clicked", number, record: shown().record });
    return made;
  }

  function drawRecord() {
    const lists = Object.entries(record.lists).map(([heading, rows]) => listed(heading, rows));
    const heading = node("h1", record.name || record.type);
    main.replaceChildren(heading, ...record.phones.map(callButton), ...lists);
  }

  function drawList(heading, rows) {
    record = null;
    sessionStorage.removeItem("record");
    main.replaceChildren(node("h1", heading), ...rows.map(link));
    report();
  }

  async function open(id) {
    record = await globalThis.org("record", id);
    sessionStorage.setItem("record", id);
    drawRecord();
    report();
  }

  async function answer() {
    if (answers === "nothing") return { record: null, form: null };
    return answers === "normal" ? shown() : told(await globalThis.org("record", answers));
  }

  const abilities = {
    shown: answer,
    clickToDial: (on) => {
      dialling = on;
      if (record !== null) drawRecord();
    },
    pop: ({ id }) => open(id),
    popSearch: async (text) => drawList(text, await globalThis.org("search", text)),
    newRecord: () => {
      throw new Error("this page makes no records");
    },
    refreshView: async () => {
      if (record === null) return;
      record = await globalThis.org("record", record.id);
      drawRecord();
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
    answer: (_, how) => {
      answers = how === "normal" ? "normal" : "nothing";
    },
    answerAppViewInfo: (how) => {
      answers = how;
    },
    browse: async (kind) => drawList(`All ${kind}s`, await globalThis.org("list", kind)),
  };
  const before = sessionStorage.getItem("record");
  (before === null ? Promise.resolve() : open(before)).then(() => {
    frame.src = softphone;
  });
}
