/*
 * Our own implementation of the documented Open CTI for Lightning interface, for adapters that
 * talk to the stand-in. It speaks the wire format of the real library (docs/emulator.md) and
 * contains none of its code. The server fills in the API version and, unless it was started
 * strict, the one origin of its own that is admitted although it is no Salesforce domain.
 */
(() => {
  const API_VERSION = Number("__API_VERSION__");
  const OWN_ORIGIN = /** @type {string} */ ("__OWN_ORIGIN__");
  /** Domains whose pages may frame an adapter: those of version 43, and those later ones add. */
  const FIRST_FAMILIES = ["force.com", "salesforce.com"];
  const LATER_FAMILIES =
    "visualforce.com my-visualforce.com my-lightning.com my-salesforce.com salesforce.mil salesforce.ms crmforce.mil crmforce.ms";
  const FAMILIES =
    API_VERSION > 43 ? FIRST_FAMILIES.concat(LATER_FAMILIES.split(" ")) : FIRST_FAMILIES;

  /** @typedef {(response: any) => void} Told */
  /** @typedef {{optional?: boolean, callback?: boolean, listener?: boolean}} Rule */

  /** @type {string} the page's origin: the only target and the only sender */
  let target = "";
  let nextCallId = 0;
  /** @type {Record<string, Told>} by method and call id; each runs once */
  const callbacks = {};
  /** @type {Record<string, Told[]>} by method */
  const listeners = {};
  /** @type {Record<string, {token: object, listener: Told}[]>} by channel */
  const subscriptions = {};
  let nextSubscription = 0;

  // ── where we are ──────────────────────────────────────────────────────────────────────────

  /** @returns {Record<string, any>} a name that stands twice has an array of values */
  function parameters() {
    /** @type {Record<string, any>} */
    const found = {};
    location.search
      .slice(1)
      .split("&")
      .filter(Boolean)
      .forEach((pair) => {
        const at = pair.indexOf("=");
        const name = decodeURIComponent(at < 0 ? pair : pair.slice(0, at));
        const value = at < 0 ? "" : decodeURIComponent(pair.slice(at + 1));
        found[name] = name in found ? [found[name], value].flat() : value;
      });
    return found;
  }

  /** @param {string} origin */
  function isSalesforce(origin) {
    const parts = /^https?:\/\/([a-z0-9.-]+)(:\d+)?$/i.exec(origin);
    const host = parts?.[1] ? parts[1].toLowerCase() : "";
    return FAMILIES.some((family) => host.slice(-family.length - 1) === `.${family}`);
  }

  /** @param {string} origin */
  function isOwn(origin) {
    return (
      OWN_ORIGIN !== "" &&
      origin === OWN_ORIGIN &&
      /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin)
    );
  }

  function initialize() {
    const given = parameters();
    const origin = given.sfdcIframeOrigin;
    if (!origin)
      throw "Failed to initialize Open CTI. sfdcIframeOrigin is missing from the address.";
    if (!given.mode) throw "Failed to initialize Open CTI. mode is missing from the address.";
    if (typeof origin !== "string" || !(isSalesforce(origin) || isOwn(origin)))
      throw "Failed to initialize Open CTI. sfdcIframeOrigin is no Salesforce domain.";
    if (origin.indexOf(location.protocol) !== 0)
      throw "Failed to initialize Open CTI. sfdcIframeOrigin has another protocol than this page.";
    target = origin;
    window.addEventListener("message", receive);
  }

  // ── the wire ──────────────────────────────────────────────────────────────────────────────

  /**
   * @param {string} methodName
   * @param {object} args
   * @param {Told} [callback]
   * @param {Told | true} [listener] true where the listener is kept elsewhere
   */
  function send(methodName, args, callback, listener) {
    const callId = nextCallId++;
    if (typeof callback === "function") callbacks[`${methodName}_${callId}`] = callback;
    if (typeof listener === "function")
      listeners[methodName] = (listeners[methodName] || []).concat(listener);
    parent.postMessage(
      {
        methodName: methodName,
        callId: callId,
        apiVersion: API_VERSION,
        apiType: "opencti",
        isCallbackRegistered: typeof callback === "function",
        isListenerRegistered: Boolean(listener),
        args: args || {},
      },
      target,
    );
  }

  /** @param {MessageEvent} event */
  function receive(event) {
    const message = event.data;
    if (event.origin !== target || !message || message.apiType !== "opencti") return;
    if (message.apiVersion !== API_VERSION) return;
    if (message.shouldExecuteCallback === true) {
      const key = `${message.methodName}_${message.callId}`;
      const callback = callbacks[key];
      delete callbacks[key];
      if (callback) callback(message.response);
    }
    if (message.shouldExecuteListener === true) {
      const heard =
        message.methodName === "subscribe"
          ? (subscriptions[message.eventName] || []).map((one) => one.listener)
          : listeners[message.methodName] || [];
      heard.slice().forEach((listener) => {
        listener(message.response);
      });
    }
  }

  // ── what may be passed ────────────────────────────────────────────────────────────────────

  /** @param {unknown} value @returns {value is Record<string, any>} */
  function isObject(value) {
    return typeof value === "object" && value !== null;
  }

  /** @param {string} method @param {any[]} given @param {Rule} rule @returns {any} */
  function check(method, given, rule) {
    if (given.length === 0 && rule.optional) return {};
    const only = given[0];
    if (given.length !== 1 || !isObject(only) || Object.keys(only).length === 0)
      throw new Error(`Must pass in only one object to ${method}, with at least one member.`);
    if (only.callback !== undefined && typeof only.callback !== "function")
      throw new Error(`${method}: callback must be a function.`);
    if (rule.callback && typeof only.callback !== "function")
      throw new Error(`${method}: a callback function is required.`);
    if (rule.listener && typeof only.listener !== "function")
      throw new Error(`${method}: a listener function is required.`);
    return only;
  }

  /** @param {Record<string, any>} from @param {string[]} names */
  function pick(from, names) {
    /** @type {Record<string, any>} */
    const args = {};
    names.forEach((name) => {
      args[name] = from[name];
    });
    return args;
  }

  /** @param {string} name @param {string[]} names @param {Rule} [rule] */
  function method(name, names, rule) {
    return (/** @type {unknown[]} */ ...passed) => {
      const given = check(name, passed, rule || {});
      send(name, pick(given, names), given.callback, given.listener);
    };
  }

  // ── Lightning Message Service ─────────────────────────────────────────────────────────────

  /** @param {string} name @param {any} given @returns {string} */
  function channelOf(name, given) {
    if (typeof given.channelName !== "string")
      throw new Error(`${name}: channelName must be a text.`);
    return given.channelName;
  }

  /** @param {unknown[]} passed */
  function subscribe(...passed) {
    const given = check("subscribe", passed, { listener: true });
    const channel = channelOf("subscribe", given);
    const token = { channelName: channel, number: nextSubscription++ };
    const entry = { token: token, listener: given.listener };
    subscriptions[channel] = (subscriptions[channel] || []).concat(entry);
    send(
      "subscribe",
      { eventName: channel, subscription: {} },
      (response) => {
        if (response?.success) response.subscription = token;
        else drop(channel, token);
        if (given.callback) given.callback(response);
      },
      true,
    );
  }

  /** @param {string} channel @param {object} token @returns {number} how many listeners are left */
  function drop(channel, token) {
    const left = (subscriptions[channel] || []).filter((one) => one.token !== token);
    subscriptions[channel] = left;
    return left.length;
  }

  /** @param {unknown[]} passed */
  function unsubscribe(...passed) {
    const given = check("unsubscribe", passed, {});
    if (!isObject(given.subscription))
      throw new Error("unsubscribe: subscription must be an object.");
    const channel = given.subscription.channelName;
    if (drop(channel, given.subscription) === 0)
      send("unsubscribe", { eventName: channel }, given.callback);
  }

  /** @param {unknown[]} passed */
  function publish(...passed) {
    const given = check("publish", passed, {});
    const channel = channelOf("publish", given);
    if (given.message !== null && typeof given.message !== "object")
      throw new Error("publish: message must be an object or null.");
    send(
      "publish",
      { eventName: channel, message: JSON.parse(JSON.stringify(given.message)) },
      given.callback,
    );
  }

  /** @param {unknown[]} passed */
  function saveLog(...passed) {
    const given = check("saveLog", passed, {});
    if (typeof given.value !== "object") throw new Error("saveLog: value must be an object.");
    send("saveLog", { object: given.value }, given.callback);
  }

  /** @param {{callback?: Told}} [given] */
  function notifyInitializationComplete(given) {
    send("notifyInitializationComplete", {}, given?.callback);
  }

  /** @param {number} version @param {unknown} member */
  function since(version, member) {
    return API_VERSION >= version ? member : undefined;
  }

  // ── what an adapter sees ──────────────────────────────────────────────────────────────────

  const page = /** @type {Window & {sforce?: Record<string, unknown>}} */ (window);
  page.sforce = page.sforce || {};
  page.sforce.opencti = {
    SCREENPOP_TYPE: {
      URL: "url",
      SOBJECT: "sobject",
      OBJECTHOME: "objecthome",
      LIST: "list",
      SEARCH: "search",
      NEW_RECORD_MODAL: "newRecord",
      FLOW: "flow",
    },
    CALL_TYPE: { INBOUND: "inbound", OUTBOUND: "outbound", INTERNAL: "internal" },
    enableClickToDial: method("enableClickToDial", [], { optional: true }),
    disableClickToDial: method("disableClickToDial", [], { optional: true }),
    onClickToDial: method("onClickToDial", [], { listener: true }),
    onNavigationChange: method("onNavigationChange", [], { listener: true }),
    getAppViewInfo: method("getAppViewInfo", [], { callback: true }),
    screenPop: method("screenPop", ["type", "params"]),
    searchAndScreenPop: method("searchAndScreenPop", [
      "searchParams",
      "queryParams",
      "callType",
      "defaultFieldValues",
      "deferred",
      "params",
    ]),
    saveLog: saveLog,
    refreshView: method("refreshView", [], { optional: true }),
    runApex: method("runApex", ["apexClass", "methodName", "methodParams"]),
    getCallCenterSettings: method("getCallCenterSettings", [], { callback: true }),
    getSoftphoneLayout: method("getSoftphoneLayout", [], { callback: true }),
    isSoftphonePanelVisible: method("isSoftphonePanelVisible", [], { callback: true }),
    setSoftphonePanelVisibility: method("setSoftphonePanelVisibility", ["visible"]),
    setSoftphonePanelHeight: method("setSoftphonePanelHeight", ["heightPX"]),
    setSoftphonePanelWidth: method("setSoftphonePanelWidth", ["widthPX"]),
    setSoftphoneItemLabel: method("setSoftphoneItemLabel", ["label"]),
    setSoftphonePanelLabel: method("setSoftphonePanelLabel", ["label"]),
    setSoftphoneItemIcon: method("setSoftphoneItemIcon", ["key"]),
    setSoftphonePanelIcon: method("setSoftphonePanelIcon", ["key"]),
    notifyInitializationComplete: notifyInitializationComplete,
    subscribe: since(47, subscribe),
    unsubscribe: since(47, unsubscribe),
    publish: since(47, publish),
    hvs: since(46, {
      onWorkStart: method("onWorkStart", [], { listener: true }),
      completeWork: method("completeWork", ["workId", "attributes"]),
    }),
  };

  initialize();
})();
