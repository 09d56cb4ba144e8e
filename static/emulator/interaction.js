/*
 * Our own implementation of the documented Open CTI for Classic interface, for adapters that talk
 * to the stand-in. It speaks the wire format of the real library (docs/emulator.md): texts that
 * begin with interactionApi/ and go on as a query string. It contains none of the real one's code,
 * and it never throws: where nobody says who frames it, it stays deaf. The server fills in the
 * API version.
 */
(() => {
  const API_VERSION = "__API_VERSION__";
  const CALLS = "interactionApi/";
  const FEED = "entityFeedApi/";

  /** @typedef {(answer: Record<string, any>) => void} Told */
  /** @typedef {Record<string, unknown>} Values */

  /** @type {{window: Window, origin: string, nonce: string} | null} who frames us */
  let page = null;
  /** @type {string | null} */
  let feedNonce = null;
  let nextCall = 0;
  /** @type {Record<string, Told>} by the method as it was sent; each runs once */
  const callbacks = Object.create(null);
  /** @type {Record<string, Told[]>} by method */
  const listeners = Object.create(null);

  // ── where we are ──────────────────────────────────────────────────────────────────────────

  /** @param {string} text @returns {Record<string, string | null>} */
  function parsed(text) {
    /** @type {Record<string, string | null>} */
    const found = {};
    text
      .split("&")
      .filter(Boolean)
      .forEach((pair) => {
        const at = pair.indexOf("=");
        const name = at < 0 ? pair : pair.slice(0, at);
        const value = at < 0 ? "" : pair.slice(at + 1);
        found[decodeURIComponent(name)] = value === "" ? null : decodeURIComponent(value);
      });
    return found;
  }

  /** @returns {Record<string, any>} what the Canvas SDK was told, where it is loaded */
  function canvasParameters() {
    const { Sfdc } = /** @type {any} */ (window);
    const request = Sfdc?.canvas?.client?.signedrequest?.();
    const context = request?.context ?? request?.payload;
    return context?.environment?.parameters ?? {};
  }

  function initialize() {
    const address = parsed(location.search.slice(1));
    const canvas = canvasParameters();
    if (address.sfdcIFrameOrigin && address.nonce)
      page = {
        window: window.parent,
        origin: address.sfdcIFrameOrigin.toLowerCase(),
        nonce: address.nonce,
      };
    else if (canvas.sfdcIframeOrigin && canvas.nonce)
      page = {
        window: canvas.servedFromCanvas ? /** @type {Window} */ (window.top) : window.parent,
        origin: String(canvas.sfdcIframeOrigin).toLowerCase(),
        nonce: String(canvas.nonce),
      };
    if (page) feedNonce = address.entityFeedNonce ?? null;
    if (page) window.addEventListener("message", receive);
  }

  // ── the wire ──────────────────────────────────────────────────────────────────────────────

  /** @param {Values} values */
  function encoded(values) {
    return Object.keys(values)
      .map((name) => `${name}=${encodeURIComponent(String(values[name]))}`)
      .join("&");
  }

  /**
   * @param {string} name
   * @param {Values} values
   * @param {unknown} callback
   * @param {string} [channel]
   */
  function call(name, values, callback, channel = CALLS) {
    const nonce = channel === FEED ? feedNonce : page?.nonce;
    if (!page || !nonce) return;
    let method = name;
    if (typeof callback === "function") {
      method = `${name}_${nextCall++}`;
      callbacks[method] = /** @type {Told} */ (callback);
    }
    const message = encoded({ method, ...values, nonce, apiVersion: API_VERSION });
    page.window.postMessage(channel + message, page.origin);
  }

  /** @param {string} method @param {unknown} listener @param {string} [channel] */
  function listen(method, listener, channel) {
    if (typeof listener !== "function") return;
    listeners[method] = (listeners[method] ?? []).concat(/** @type {Told} */ (listener));
    call(method, {}, null, channel);
  }

  /** @param {MessageEvent} event */
  function receive(event) {
    const { data, origin } = event;
    if (origin !== page?.origin || typeof data !== "string") return;
    const channel = [CALLS, FEED].find((start) => data.indexOf(start) === 0);
    if (!channel) return;
    try {
      told(parsed(data.slice(channel.length)));
    } catch (fault) {
      // biome-ignore lint/suspicious/noConsole: the real library says it there, and nowhere else
      console.log("Failed to process API response.", fault);
    }
  }

  /** @param {Record<string, any>} answer */
  function told(answer) {
    const { method } = answer;
    if (answer.result === "true" || answer.result === "false")
      answer.result = answer.result === "true";
    const callback = callbacks[method];
    delete callbacks[method];
    if (callback) callback(answer);
    for (const listener of listeners[method] ?? []) listener(answer);
  }

  // ── what an adapter sees ──────────────────────────────────────────────────────────────────

  /**
   * A method whose last argument is its callback.
   *
   * @param {string} name
   * @param {string[]} keys of the arguments on the wire
   */
  function method(name, keys = []) {
    return (/** @type {unknown[]} */ ...given) => {
      /** @type {Values} */
      const values = {};
      keys.forEach((key, place) => {
        values[key] = given[place];
      });
      call(name, values, given[keys.length]);
    };
  }

  /**
   * What a version has and older ones have not.
   *
   * @template T
   * @param {number} version
   * @param {T} member
   */
  function since(version, member) {
    return Number(API_VERSION) >= version ? member : undefined;
  }

  /** @param {unknown} objectName @param {unknown} params @param {unknown} callback */
  function saveLog(objectName, params, callback) {
    call("saveLog", { objectName, saveParams: encodeURIComponent(String(params)) }, callback);
  }

  /**
   * @param {unknown} isGlobal
   * @param {unknown} callCenterName
   * @param {unknown} callback
   * @param {unknown} resultSetPage
   * @param {unknown} resultSetPageSize
   */
  function getDirectoryNumbers(
    isGlobal,
    callCenterName,
    callback,
    resultSetPage,
    resultSetPageSize,
  ) {
    /** @type {Values} */
    const values = { isGlobal };
    if (callCenterName) values.callCenterName = callCenterName;
    if (resultSetPage) values.resultSetPage = resultSetPage;
    if (resultSetPageSize) values.resultSetPageSize = resultSetPageSize;
    call("getDirectoryNumbers", values, callback);
  }

  const SEARCH = ["searchParams", "queryParams", "callType"];
  const { sforce = {} } = /** @type {any} */ (window);
  sforce.interaction = {
    isInConsole: method("isInConsole"),
    getPageInfo: method("getPageInfo"),
    onFocus: (/** @type {unknown} */ listener) => listen("onFocus", listener),
    screenPop: method("screenPop", ["targetUrl", "force"]),
    searchAndScreenPop: method("searchAndScreenPop", SEARCH),
    searchAndGetScreenPopUrl: since(28, method("searchAndGetScreenPopUrl", SEARCH)),
    saveLog,
    runApex: method("runApex", ["apexClass", "methodName", "methodParams"]),
    setVisible: method("setVisible", ["value"]),
    isVisible: method("isVisible"),
    refreshPage: since(28, method("refreshPage")),
    refreshRelatedList: since(28, method("refreshRelatedList", ["listName"])),
    cti: {
      enableClickToDial: method("enableClickToDial"),
      disableClickToDial: method("disableClickToDial"),
      onClickToDial: (/** @type {unknown} */ listener) => listen("onClickToDial", listener),
      getCallCenterSettings: method("getCallCenterSettings"),
      getSoftphoneLayout: since(27, method("getSoftphoneLayout")),
      setSoftphoneHeight: method("setSoftphoneHeight", ["height"]),
      setSoftphoneWidth: method("setSoftphoneWidth", ["width"]),
      notifyInitializationComplete: () => call("notifyInitializationComplete", {}, null),
      getDirectoryNumbers: since(31, getDirectoryNumbers),
    },
    entityFeed: {
      refreshObject: (/** @type {unknown} */ callback) => call("refreshObject", {}, callback, FEED),
      onObjectUpdate: (/** @type {unknown} */ listener) => listen("onObjectUpdate", listener, FEED),
      reloadFrame: since(34, (/** @type {unknown} */ callback) =>
        call("reloadFrame", {}, callback, FEED),
      ),
    },
  };
  /** @type {any} */ (window).sforce = sforce;

  initialize();
})();
