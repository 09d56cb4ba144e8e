// Stands for the library of the org on the panel's own stage: it writes down what it is asked, and
// a test speaks through it as Salesforce would. The real wire format is the emulator's affair.
(() => {
  const told = [];
  const listeners = { onNavigationChange: [], onClickToDial: [] };
  const page = { answer: { success: true, returnValue: { url: "/lightning" } }, silent: false };
  const listen = (name) => (options) => listeners[name].push(options.listener);
  const note = (name) => (options) => {
    const { callback, ...args } = options;
    told.push([name, Object.keys(args).length === 0 ? null : JSON.parse(JSON.stringify(args))]);
    if (callback) setTimeout(() => callback({ success: true, returnValue: null, errors: null }));
  };
  window.page = {
    told,
    opens: (record) => {
      page.answer = { success: true, returnValue: { url: "/lightning", ...record } };
      for (const heard of listeners.onNavigationChange) heard(page.answer.returnValue);
    },
    quietly: (record) => {
      page.answer = { success: true, returnValue: { url: "/lightning", ...record } };
    },
    clicks: (number, record) => {
      for (const heard of listeners.onClickToDial) heard({ number, ...record });
    },
    silent: () => {
      page.silent = true;
    },
  };
  window.sforce = {
    opencti: {
      SCREENPOP_TYPE: { SOBJECT: "sobject", SEARCH: "search" },
      getAppViewInfo: ({ callback }) => page.silent || setTimeout(() => callback(page.answer), 5),
      onNavigationChange: listen("onNavigationChange"),
      onClickToDial: listen("onClickToDial"),
    },
  };
  for (const name of [
    "notifyInitializationComplete",
    "enableClickToDial",
    "disableClickToDial",
    "screenPop",
    "setSoftphonePanelVisibility",
    "isSoftphonePanelVisible",
    "refreshView",
    "setSoftphoneItemLabel",
    "setSoftphoneItemIcon",
  ]) {
    window.sforce.opencti[name] = note(name);
  }
})();
