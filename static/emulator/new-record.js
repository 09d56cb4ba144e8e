/** The modal of a new record. It belongs to the tab it was opened in, and waits while another is shown. */

import { FormModal } from "./modal.js";
import { RecordForm } from "./record-form.js";
import { get } from "./server.js";

export class NewRecord {
  #place;
  #made;
  #cancelled;
  /** @type {FormModal | null} */
  #modal = null;

  /**
   * @param {import("./place.js").Place} place
   * @param {(heading: any, within: string | null) => unknown} made told of the record that was made
   * @param {() => void} cancelled told that the page is shown again as it was
   */
  constructor(place, made, cancelled) {
    this.#place = place;
    this.#made = made;
    this.#cancelled = cancelled;
  }

  /**
   * @param {string} type
   * @param {Record<string, unknown>} defaults
   * @param {string | null} within the workspace tab whose page asked
   */
  async open(type, defaults, within) {
    const described = await get(`form/${encodeURIComponent(type)}`);
    const form = new RecordForm(described, defaults);
    const save = async (/** @type {boolean} */ again) => {
      const id = await form.save();
      if (id === null) return;
      this.#close();
      await this.#made(await get(`heading/${id}`), within);
      if (again) await this.open(type, defaults, within);
    };
    this.#modal = new FormModal(
      `New ${described.label}`,
      form.node,
      [
        { label: "Cancel", act: () => this.#cancel() },
        { label: "Save & New", act: () => void save(true) },
        { label: "Save", brand: true, act: () => void save(false) },
      ],
      () => this.#cancel(),
      this.#place.key,
    );
    this.#place.creating = type;
  }

  #cancel() {
    this.#close();
    this.#cancelled();
  }

  #close() {
    this.#modal?.close();
    this.#modal = null;
    this.#place.creating = null;
  }
}
