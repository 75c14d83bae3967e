// Put into pages on their way to the browser by `muniment watch`, never into files. Reloads the page when another
// edition of the site is there, and shows what is broken.
"use strict";

(() => {
  const { edition, news } = document.currentScript.dataset;
  const style = `
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; box-sizing: border-box; max-height: 60vh;
      margin: 0; padding: 0.75rem 1rem; overflow: auto; border-top: 3px solid; font: 0.9rem/1.5 system-ui, sans-serif;
      color: #1c1c1c; background: #f4f1e8; border-color: #5b5b5b; }
    section[data-broken] { color: #3b0a0a; background: #fdeceb; border-color: #a11; }
    h2 { margin: 0; font-size: 1em; }
    pre { margin: 0.5rem 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 0.85rem/1.5 ui-monospace, monospace; }
    button { font: inherit; min-height: 24px; }
    @media print { section { display: none; } }`;
  let events;
  let panel;
  let hidden = "";

  function create(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  // A place beside the page's own content, which neither changes the other's looks.
  function place() {
    const host = document.createElement("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const made = document.createElement("section");
    root.append(made);
    (document.body ?? document.documentElement).append(host);
    return made;
  }

  function show({ building, failure }) {
    const title = building ? "Building…" : failure ? "The last build failed" : "";
    if (!failure) hidden = "";
    const text = failure === hidden ? "" : failure;
    if (!title || (!building && !text)) {
      panel?.getRootNode().host.remove();
      panel = undefined;
      return;
    }
    panel ??= place();
    panel.toggleAttribute("data-broken", text !== "");
    panel.setAttribute("role", text ? "alert" : "status");
    panel.replaceChildren(create("h2", title));
    if (!text) return;
    const button = create("button", "Hide");
    button.type = "button";
    button.addEventListener("click", () => {
      hidden = failure;
      show({ building: false, failure });
    });
    panel.append(create("pre", text), button);
  }

  // Only while the page is seen: a browser opens few connections to one server, and each follower holds one.
  function follow() {
    if (events || document.visibilityState === "hidden") return;
    events = new EventSource(news);
    events.addEventListener("message", ({ data }) => {
      const state = JSON.parse(data);
      if (state.edition === edition) show(state);
      else location.reload();
    });
  }

  function rest() {
    events?.close();
    events = undefined;
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? rest() : follow()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", follow);
  document.addEventListener("DOMContentLoaded", follow);
})();
