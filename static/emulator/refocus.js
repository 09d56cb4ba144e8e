/** When the browser tab comes to the front again, which Salesforce reports. */

/**
 * Call back when the window is looked at again; focus coming back from a frame is not that.
 *
 * @param {() => void} back
 */
export function onRefocus(back) {
  let away = false;
  window.addEventListener(
    "blur",
    () => (away = !(document.activeElement instanceof HTMLIFrameElement)),
  );
  window.addEventListener("focus", () => {
    if (away) back();
    away = false;
  });
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && back(),
  );
}
