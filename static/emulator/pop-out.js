/** The page of a window popped out: tells the page that opened it that it may fill it. */

if (window.opener)
  window.opener.dispatchEvent(new window.opener.CustomEvent("popped-out", { detail: window }));
else window.close();
