/*
 * Our own implementation of the documented Open CTI for Lightning interface, for adapters that
 * talk to the stand-in. It speaks the wire format of the real library (docs/emulator.md) and
 * contains none of its code. The server fills in the API version and, unless it was started
 * strict, the one origin of its own that is admitted although it is no Salesforce domain.
 */
(function () {
  "use strict";

  var API_VERSION = Number("__API_VERSION__");
  var OWN_ORIGIN = "__OWN_ORIGIN__";
  var FAMILIES = [
    "force.com",
    "visualforce.com",
    "my-visualforce.com",
    "my-lightning.com",
    "salesforce.com",
    "my-salesforce.com",
    "salesforce.mil",
    "salesforce.ms",
    "crmforce.mil",
    "crmforce.ms",
  ];

  var target = null;
  var nextCallId = 0;
  var callbacks = {};
  var listeners = {};
  var subscriptions = {};
  var nextSubscription = 0;

  // ── where we are ──────────────────────────────────────────────────────────────────────────

  function parameters() {
    var found = {};
    location.search
      .slice(1)
      .split("&")
      .filter(Boolean)
      .forEach(function (pair) {
        var at = pair.indexOf("=");
        var name = decodeURIComponent(at < 0 ? pair : pair.slice(0, at));
        var value = at < 0 ? "" : decodeURIComponent(pair.slice(at + 1));
        found[name] = name in found ? [].concat(found[name], value) : value;
      });
    return found;
  }

  function isSalesforce(origin) {
    var parts = /^(https?):\/\/([a-z0-9.-]+)(:\d+)?$/i.exec(origin);
    if (!parts) return false;
    return FAMILIES.some(function (family) {
      return parts[2].toLowerCase().slice(-family.length - 1) === "." + family;
    });
  }

  function isOwn(origin) {
    return OWN_ORIGIN !== "" && origin === OWN_ORIGIN && /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(origin);
  }

  function initialize() {
    var given = parameters();
    var origin = given.sfdcIframeOrigin;
    if (!origin) throw "Failed to initialize Open CTI. sfdcIframeOrigin is missing from the address.";
    if (!given.mode) throw "Failed to initialize Open CTI. mode is missing from the address.";
    if (typeof origin !== "string" || !(isSalesforce(origin) || isOwn(origin)))
      throw "Failed to initialize Open CTI. sfdcIframeOrigin is no Salesforce domain.";
    if (origin.indexOf(location.protocol) !== 0)
      throw "Failed to initialize Open CTI. sfdcIframeOrigin has another protocol than this page.";
    target = origin;
    window.addEventListener("message", receive);
  }

  // ── the wire ──────────────────────────────────────────────────────────────────────────────

  function send(methodName, args, callback, listener) {
    var callId = nextCallId++;
    if (typeof callback === "function") callbacks[methodName + "_" + callId] = callback;
    if (typeof listener === "function") (listeners[methodName] = listeners[methodName] || []).push(listener);
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

  function receive(event) {
    var message = event.data;
    if (event.origin !== target || !message || message.apiType !== "opencti") return;
    if (message.apiVersion !== API_VERSION) return;
    if (message.shouldExecuteCallback === true) {
      var key = message.methodName + "_" + message.callId;
      var callback = callbacks[key];
      delete callbacks[key];
      if (callback) callback(message.response);
    }
    if (message.shouldExecuteListener === true) {
      var heard =
        message.methodName === "subscribe"
          ? (subscriptions[message.eventName] || []).map(function (one) {
              return one.listener;
            })
          : listeners[message.methodName] || [];
      heard.slice().forEach(function (listener) {
        listener(message.response);
      });
    }
  }

  // ── what may be passed ────────────────────────────────────────────────────────────────────

  function isObject(value) {
    return typeof value === "object" && value !== null;
  }

  function check(method, given, rule) {
    if (given.length === 0 && rule.optional) return {};
    var only = given[0];
    if (given.length !== 1 || !isObject(only) || Object.keys(only).length === 0)
      throw new Error("Must pass in only one object to " + method + ", with at least one member.");
    if (only.callback !== undefined && typeof only.callback !== "function")
      throw new Error(method + ": callback must be a function.");
    if (rule.callback && typeof only.callback !== "function")
      throw new Error(method + ": a callback function is required.");
    if (rule.listener && typeof only.listener !== "function")
      throw new Error(method + ": a listener function is required.");
    return only;
  }

  function pick(from, names) {
    var args = {};
    names.forEach(function (name) {
      args[name] = from[name];
    });
    return args;
  }

  function method(name, names, rule) {
    return function () {
      var given = check(name, arguments, rule || {});
      send(name, pick(given, names || []), given.callback, given.listener);
    };
  }

  // ── Lightning Message Service ─────────────────────────────────────────────────────────────

  function channelOf(name, given) {
    if (typeof given.channelName !== "string") throw new Error(name + ": channelName must be a text.");
    return given.channelName;
  }

  function subscribe() {
    var given = check("subscribe", arguments, { listener: true });
    var channel = channelOf("subscribe", given);
    var token = { channelName: channel, number: nextSubscription++ };
    var entry = { token: token, listener: given.listener };
    (subscriptions[channel] = subscriptions[channel] || []).push(entry);
    send("subscribe", { eventName: channel, subscription: {} }, function (response) {
      if (response && response.success) response.subscription = token;
      else subscriptions[channel].splice(subscriptions[channel].indexOf(entry), 1);
      if (given.callback) given.callback(response);
    }, true);
  }

  function unsubscribe() {
    var given = check("unsubscribe", arguments, {});
    if (!isObject(given.subscription)) throw new Error("unsubscribe: subscription must be an object.");
    var channel = given.subscription.channelName;
    var left = (subscriptions[channel] || []).filter(function (one) {
      return one.token !== given.subscription;
    });
    subscriptions[channel] = left;
    if (left.length === 0) send("unsubscribe", { eventName: channel }, given.callback);
  }

  function publish() {
    var given = check("publish", arguments, {});
    var channel = channelOf("publish", given);
    if (given.message !== null && typeof given.message !== "object")
      throw new Error("publish: message must be an object or null.");
    send("publish", { eventName: channel, message: JSON.parse(JSON.stringify(given.message)) }, given.callback);
  }

  function saveLog() {
    var given = check("saveLog", arguments, {});
    if (typeof given.value !== "object") throw new Error("saveLog: value must be an object.");
    send("saveLog", { object: given.value }, given.callback);
  }

  function notifyInitializationComplete(given) {
    send("notifyInitializationComplete", {}, given && given.callback);
  }

  // ── what an adapter sees ──────────────────────────────────────────────────────────────────

  window.sforce = window.sforce || {};
  window.sforce.opencti = {
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
    subscribe: subscribe,
    unsubscribe: unsubscribe,
    publish: publish,
    hvs: {
      onWorkStart: method("onWorkStart", [], { listener: true }),
      completeWork: method("completeWork", ["workId", "attributes"]),
    },
  };

  initialize();
})();
