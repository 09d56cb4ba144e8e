/**
 * The wire between the console page and the softphone's frame: Open CTI for Lightning as the page
 * speaks it. Takes only messages of the frame itself from the adapter's origin, echoes the
 * caller's API version, sends both flags, never acknowledges a listener (docs/emulator.md).
 */

/** An Open CTI error; `code` is one of the four documented ones. */
export class Fault extends Error {
  /** @param {string} code @param {string} description @param {unknown} [details] */
  constructor(code, description, details = null) {
    super(description);
    this.code = code;
    this.details = details;
  }
}

/** @typedef {(args: any) => unknown | Promise<unknown>} Method */
/** @typedef {"normal" | "silent" | {fault: string} | {returnValue: unknown}} Behaviour */

const LISTENERS = ["onClickToDial", "onNavigationChange", "onWorkStart"];

export class Host {
  #frame;
  #origin;
  #methods;
  #version = 0;
  /** @type {Set<string>} */
  #heard = new Set();
  /** @type {Map<string, Behaviour>} how a test wants a method to answer */
  behaviours = new Map();
  /** @type {{way: "in" | "out", message: any}[]} every message, oldest first */
  messages = [];

  /**
   * @param {HTMLIFrameElement} frame
   * @param {string} origin of the adapter
   * @param {Record<string, Method>} methods
   */
  constructor(frame, origin, methods) {
    this.#frame = frame;
    this.#origin = origin;
    this.#methods = methods;
    window.addEventListener("message", (event) => this.#receive(event));
  }

  /**
   * Tell the softphone's listeners of something, where it has any.
   *
   * @param {string} methodName
   * @param {unknown} payload the payload itself, without a wrapper
   * @param {string} [eventName] channel of a Lightning message
   */
  emit(methodName, payload, eventName) {
    if (!this.#heard.has(eventName ?? methodName)) return;
    this.#post({
      methodName,
      response: payload,
      shouldExecuteCallback: false,
      shouldExecuteListener: true,
      eventName,
    });
  }

  /** @param {string} channel */
  forget(channel) {
    this.#heard.delete(channel);
  }

  /** @param {MessageEvent} event */
  async #receive(event) {
    const message = event.data;
    if (event.source !== this.#frame.contentWindow || event.origin !== this.#origin) return;
    if (message?.apiType !== "opencti" || typeof message.apiVersion !== "number") return;
    this.messages.push({ way: "in", message });
    this.#version = message.apiVersion;
    if (message.isListenerRegistered)
      this.#heard.add(
        message.methodName === "subscribe" ? message.args.eventName : message.methodName,
      );
    if (LISTENERS.includes(message.methodName)) return;
    const response = await this.#respond(message);
    if (response && message.isCallbackRegistered)
      this.#post({
        methodName: message.methodName,
        callId: message.callId,
        response,
        shouldExecuteCallback: true,
        shouldExecuteListener: false,
      });
  }

  /** @param {{methodName: string, args: any}} message */
  async #respond({ methodName, args }) {
    const behaviour = this.behaviours.get(methodName) ?? "normal";
    if (behaviour === "silent") return null;
    try {
      if (behaviour !== "normal" && "fault" in behaviour)
        throw new Fault(behaviour.fault, "as asked by the test");
      if (behaviour !== "normal") return succeeded(behaviour.returnValue);
      const method = this.#methods[methodName];
      if (!method) throw new Fault("GENERIC_ERROR", `${methodName} is not imitated`);
      const returnValue = await method(args ?? {});
      return returnValue === undefined ? null : succeeded(returnValue);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault("SERVER_ERROR", String(error));
      return {
        success: false,
        returnValue: null,
        errors: [{ code: fault.code, description: fault.message, details: fault.details }],
      };
    }
  }

  /** @param {Record<string, unknown>} body */
  #post(body) {
    const message = { apiType: "opencti", apiVersion: this.#version, ...body };
    this.messages.push({ way: "out", message });
    this.#frame.contentWindow?.postMessage(message, this.#origin);
  }
}

/** @param {unknown} returnValue */
function succeeded(returnValue) {
  return { success: true, returnValue, errors: null };
}
