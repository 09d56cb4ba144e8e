/**
 * The form 'Default lead owner': another type asks for other owners. Without this script the form
 * works in two steps, since the server shows the second field after the first was sent.
 */

for (const form of document.querySelectorAll("form[data-owner]")) {
  const type = form.querySelector("select[name=owner_type]");
  const choice = form.querySelector("[data-owner-choice]");
  const box = form.querySelector("[data-combobox]");
  if (
    !(type instanceof HTMLSelectElement) ||
    !(choice instanceof HTMLElement) ||
    !(box instanceof HTMLElement)
  )
    continue;
  const follow = () => {
    choice.hidden = type.value === "Default";
    box.dataset.source = `/admin/data/owners?type=${encodeURIComponent(type.value)}`;
    for (const field of box.querySelectorAll("input")) field.value = "";
  };
  type.addEventListener("change", follow);
  // chosen before this script was there, or restored by the browser
  if (!type.selectedOptions[0]?.defaultSelected) follow();
}
