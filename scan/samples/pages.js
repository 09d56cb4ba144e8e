// Read by semgrep alone: what rules.yaml finds, and what it leaves alone.

export function found(element, text) {
  // ruleid: text-as-html
  element.innerHTML = text;
  // ruleid: text-as-html
  element.innerHTML += `<b>${text}</b>`;
  // ruleid: text-as-html
  element.outerHTML = text;
  // ruleid: text-as-html
  element.insertAdjacentHTML("beforeend", text);
  // ruleid: text-as-html
  document.write(text);
}

export function leftAlone(element, text) {
  // ok: text-as-html
  element.textContent = text;
  // ok: text-as-html
  element.append(text);
}
