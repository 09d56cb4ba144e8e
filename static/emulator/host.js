/**
 * The wire between a Lightning page and the softphone's frame: Open CTI as the page speaks it.
 * Takes only messages of the frame itself from the adapter's origin, echoes the caller's API
 * version, sends both flags, never acknowledges a listener (docs/emulator.md). Knows no page and
 * no method; whoever hosts a softphone attaches its frame, here or in a window popped out.
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

/**
 * @typedef {(args: any) => unknown | Promise<unknown>} Method
 * @typedef {"normal" | "silent" | "twice" | {fault: string} | {returnValue: unknown} | {afterMs: number}} Behaviour
 * @typedef {{way: "in" | "out" | "ignored", message: any, at: number, why?: string}} Said
 */

const LISTENERS = ["onClickToDial", "onNavigationChange", "onWorkStart"];
const NOT_READY = "The softphone container is not ready.";

export class Host extends EventTarget {
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  #origin = "";
  #methods;
  #version = 0;
  #listening = new AbortController();
  /** @type {Set<string>} */
  #heard = new Set();
  /** @type {Map<string, Behaviour>} how a test wants a method to answer */
  behaviours = new Map();
  /** @type {{way: "in" | "out", message: any}[]} every message, oldest first */
  messages = [];
  /** @type {boolean | "silent"} whether calls are taken; otherwise they fail, or nobody answers */
  ready = true;

  /** @param {Record<string, Method>} methods */
  constructor(methods) {
    super();
    this.#methods = methods;
  }

  /**
   * Speak with this frame from now on, and with no other; what it has not asked for is not sent.
   *
   * @param {HTMLIFrameElement} frame of this window or of one it opened
   * @param {string} origin of the adapter in it
   */
  attach(frame, origin) {
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#frame = frame;
    this.#origin = origin;
    this.#heard.clear();
    frame.ownerDocument.defaultView?.addEventListener("message", (event) => this.#receive(event), {
      signal: this.#listening.signal,
    });
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
    if (event.source !== this.#frame?.contentWindow) return;
    if (event.origin !== this.#origin)
      return this.#note("ignored", message, `${event.origin} is not the adapter's origin`);
    if (message?.apiType !== "opencti" || typeof message.apiVersion !== "number")
      return this.#note("ignored", message, "no message of Open CTI for Lightning");
    this.#note("in", message);
    if (this.ready === "silent") return;
    this.#version = message.apiVersion;
    if (message.isListenerRegistered)
      this.#heard.add(
        message.methodName === "subscribe" ? message.args.eventName : message.methodName,
      );
    if (LISTENERS.includes(message.methodName)) return;
    const response = await this.#respond(message);
    if (!response || !message.isCallbackRegistered) return;
    const answer = {
      methodName: message.methodName,
      callId: message.callId,
      response,
      shouldExecuteCallback: true,
      shouldExecuteListener: false,
    };
    this.#post(answer);
    if (this.behaviours.get(message.methodName) === "twice") this.#post(answer);
  }

  /** @param {{methodName: string, args: any}} message */
  async #respond({ methodName, args }) {
    const behaviour = this.behaviours.get(methodName) ?? "normal";
    if (behaviour === "silent") return null;
    try {
      if (this.ready !== true) throw new Fault("SOFTPHONE_CONTAINER_ERROR", NOT_READY);
      if (typeof behaviour === "object" && "fault" in behaviour)
        throw new Fault(behaviour.fault, "as asked by the test");
      if (typeof behaviour === "object" && "returnValue" in behaviour)
        return succeeded(behaviour.returnValue);
      if (typeof behaviour === "object" && "afterMs" in behaviour)
        await new Promise((resolve) => setTimeout(resolve, behaviour.afterMs));
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
    this.#note("out", message);
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  /** @param {"in" | "out" | "ignored"} way @param {any} message @param {string} [why] */
  #note(way, message, why) {
    if (way !== "ignored") this.messages.push({ way, message });
    /** @type {Said} */
    const said = { way, message, at: Date.now(), why };
    this.dispatchEvent(new CustomEvent("said", { detail: said }));
  }
}

/** @param {unknown} returnValue */
function succeeded(returnValue) {
  return { success: true, returnValue, errors: null };
}
