// Shows in each form only the fields that its other answers leave room for. Everything works without this.
"use strict";

const levelled = new Set(["heading", "list_item"]);

function settle(form) {
  const kind = form.elements.namedItem("kind");
  const joined = form.elements.namedItem("joined");
  if (!kind || !joined) return;
  for (const field of form.querySelectorAll("[data-field]")) {
    const name = field.dataset.field;
    if (name === "level") field.hidden = joined.checked || !levelled.has(kind.value);
    if (name === "kind" || name === "quoted") field.hidden = joined.checked;
  }
}

// Opens the form of a doubtful block that a link leads to, and puts the keyboard there.
function arrive() {
  const block = document.getElementById(location.hash.slice(1));
  if (!block || !block.classList.contains("doubtful")) return;
  for (const details of block.querySelectorAll("details")) details.open = true;
  block.focus({ preventScroll: true });
}

for (const form of document.forms) {
  settle(form);
  form.addEventListener("change", () => settle(form));
}
window.addEventListener("hashchange", arrive);
arrive();
