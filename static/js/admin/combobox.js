/**
 * A field that is filled by choosing: APG pattern "Combobox with listbox popup, list autocomplete".
 * Typing asks data-source; what is chosen goes into the hidden field beside it. Text that was not
 * chosen leaves the hidden field empty, and the server refuses it. Focus never leaves the field.
 */

/** @typedef {{ id: string, label: string, detail?: string }} Option */

const WAIT_MS = 150;

export class Combobox {
  #box;
  #input;
  #chosen;
  #list;
  #status;
  /** @type {Option[]} */
  #options = [];
  #active = -1;
  /** @type {AbortController | null} */
  #asking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} box */
  constructor(box) {
    this.#box = box;
    this.#input = /** @type {HTMLInputElement} */ (box.querySelector("input[type=text]"));
    this.#chosen = /** @type {HTMLInputElement} */ (box.querySelector("input[type=hidden]"));
    this.#list = /** @type {HTMLElement} */ (box.querySelector("[role=listbox]"));
    this.#status = /** @type {HTMLElement} */ (box.querySelector("[data-combobox-status]"));
    this.#input.setAttribute("role", "combobox");
    this.#input.setAttribute("aria-autocomplete", "list");
    this.#input.setAttribute("aria-controls", this.#list.id);
    this.#close();
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
    this.#input.addEventListener("blur", () => this.#close());
    this.#input.addEventListener("click", () => {
      if (this.#list.hidden && this.#input.dataset.open === "empty") this.#ask();
    });
    // before the field loses focus
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    if (this.#input.value !== this.#input.defaultValue) this.#typed(); // before this script came
  }

  #typed() {
    this.#chosen.value = "";
    this.#tellOfChange();
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (!this.#mayAsk()) return this.#close();
    this.#timer = setTimeout(() => this.#ask(), WAIT_MS);
  }

  /** Whether there is something to ask for; data-open="empty" offers the first of all. */
  #mayAsk() {
    return this.#input.value.trim() !== "" || this.#input.dataset.open === "empty";
  }

  async #ask() {
    const asking = new AbortController();
    this.#asking = asking;
    const address = new URL(this.#box.dataset.source ?? "", location.href);
    address.searchParams.set("q", this.#input.value.trim());
    this.#input.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) throw new Error(`${answer.status}`);
      /** @type {{ options: Option[] }} */
      const { options } = await answer.json();
      this.#offer(options);
    } catch {
      if (asking.signal.aborted) return;
      this.#close();
      this.#status.textContent = this.#box.dataset.failed ?? "";
    }
    this.#input.removeAttribute("aria-busy");
  }

  /** @param {Option[]} options */
  #offer(options) {
    this.#options = options;
    this.#list.replaceChildren(...options.map((each, place) => this.#item(each, place)));
    this.#mark(-1);
    const said = options.length === 1 ? this.#box.dataset.one : this.#box.dataset.many;
    this.#status.textContent =
      options.length === 0
        ? (this.#box.dataset.none ?? "")
        : (said ?? "").replace("#", String(options.length));
    if (options.length === 0) {
      const nothing = document.createElement("li");
      nothing.className = "combobox__option";
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      nothing.textContent = this.#box.dataset.none ?? "";
      this.#list.append(nothing);
    }
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  /** @param {Option} option @param {number} place */
  #item(option, place) {
    const item = document.createElement("li");
    item.id = `${this.#list.id}-${place}`;
    item.className = "combobox__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(option.label);
    if (option.detail) {
      const detail = document.createElement("span");
      detail.className = "combobox__detail";
      detail.textContent = option.detail;
      item.append(detail);
    }
    return item;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const last = this.#options.length - 1;
    if (event.key === "ArrowDown" && this.#list.hidden && this.#mayAsk()) this.#ask();
    else if (event.key === "ArrowDown") this.#mark(this.#active >= last ? 0 : this.#active + 1);
    else if (event.key === "ArrowUp") this.#mark(this.#active <= 0 ? last : this.#active - 1);
    else if (event.key === "Enter" && !this.#list.hidden && this.#active >= 0)
      this.#choose(this.#active);
    else if (event.key === "Escape" && !this.#list.hidden) this.#close();
    else return;
    event.preventDefault();
  }

  /** @param {Event} event */
  #clicked(event) {
    const item = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const place = [...this.#list.children].indexOf(/** @type {Element} */ (item));
    if (this.#options[place]) this.#choose(place);
  }

  /** @param {number} place */
  #choose(place) {
    const option = this.#options[place];
    if (!option) return;
    this.#input.value = option.label;
    this.#chosen.value = option.id;
    this.#close();
    this.#tellOfChange();
  }

  #tellOfChange() {
    this.#chosen.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {number} place */
  #mark(place) {
    this.#active = this.#options.length > 0 ? place : -1;
    for (const [at, item] of [...this.#list.children].entries()) {
      if (item.hasAttribute("aria-selected"))
        item.setAttribute("aria-selected", String(at === this.#active));
    }
    const item = this.#list.children[this.#active];
    if (item) {
      this.#input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#mark(-1);
  }
}

for (const box of document.querySelectorAll("[data-combobox]")) {
  if (box instanceof HTMLElement) new Combobox(box);
}
