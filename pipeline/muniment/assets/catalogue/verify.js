// Checks files that people drop on a page or choose, and copies digests. Nothing leaves the browser.
"use strict";

(() => {
  const section = document.getElementById("verify");
  const { load, address, record, create } = window.muniment;

  // ------------------------------------------------------------------------------------------ copying digests

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = create("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy"); // where the page is not trusted with the clipboard: http, not https
    area.remove();
    if (!done) throw new Error("the browser does not allow it");
    return undefined;
  }

  for (const digest of document.querySelectorAll("[data-sha256]")) {
    const button = create("button", "Copy", { type: "button", class: "copy", "aria-label": `Copy the SHA-256 of ${digest.dataset.name ?? "this file"}` });
    const said = create("span", "", { role: "status" });
    button.addEventListener("click", async () => {
      said.textContent = "";
      try {
        await copy(digest.dataset.sha256);
        said.textContent = " Copied";
      } catch (error) {
        said.textContent = ` Not copied: ${error.message}`;
      }
      button.focus();
    });
    digest.after(" ", button, said);
  }
  if (!section) return;

  // ------------------------------------------------------------------------------------------ what a file is

  const own = new Map(JSON.parse(section.dataset.digests ?? "[]").map(([sha256, name, format]) => [sha256, { name, format }]));
  const onDocument = section.dataset.digests !== undefined;

  async function sha256(file) {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Every download of the catalogue that has these bytes.
  async function elsewhere(digest) {
    const { digests, formats } = await load("index");
    const part = digests.parts[digest.slice(0, digests.digits)];
    const places = (part && (await load(part))[digest]) ?? [];
    const known = [];
    for (let at = 0; at < places.length; at += 2) {
      const one = await record(places[at]);
      const [format] = one.downloads[places[at + 1]];
      known.push({ ...one, format: formats[format] ?? format });
    }
    return known;
  }

  async function judge(file) {
    if (!globalThis.crypto?.subtle) {
      return { outcome: "unable", text: "This browser does not reckon SHA-256 on this page, because the page came over a connection that is not secure (http). Open the catalogue over https or from a folder, or use one of the commands above." };
    }
    const digest = await sha256(file);
    const here = own.get(digest);
    if (here) return { outcome: "edition", digest, text: `is the ${here.format} of this document, unchanged, offered here as “${here.name}”.` };
    let others;
    try {
      others = await elsewhere(digest);
    } catch {
      others = null; // the page was copied without the catalogue around it
    }
    if (others?.length) return { outcome: onDocument ? "other" : "edition", digest, others, text: onDocument ? "is no file of this document. It is, unchanged," : "is, unchanged," };
    const named = [...own.values()].some(({ name }) => name === file.name);
    const scope = others && !onDocument ? "of the files of this catalogue" : others ? "of this document’s files, nor of any other’s in this catalogue" : "of this document’s files";
    const hint = named ? "It has the name of one, but not its contents." : "";
    return { outcome: "none", digest, text: `is none ${scope}. ${hint} It has been altered or damaged, or it comes from an earlier state of the catalogue or from elsewhere.`.replace(/ {2,}/g, " ") };
  }

  // ------------------------------------------------------------------------------------------ what is said

  const field = create("p", "", { class: "choose" });
  const input = create("input", "", { type: "file", id: "verify-file", multiple: "" });
  field.append(create("label", "Choose a file, or drop it anywhere on this page:", { for: "verify-file" }), " ", input);
  const said = create("div", "", { id: "verify-result", role: "status", "aria-live": "polite" });
  section.append(field, said);
  let turn = 0;

  function sentence(file, verdict) {
    const made = create("p", "", { "data-outcome": verdict.outcome });
    const sign = { edition: "✓ ", other: "≠ ", none: "✗ " }[verdict.outcome] ?? "";
    if (sign) made.append(create("span", sign, { "aria-hidden": "true" }));
    if (verdict.outcome === "unable") made.append(verdict.text);
    else made.append("“", create("bdi", file.name), "” ", verdict.text);
    (verdict.others ?? []).forEach((one, at, all) => {
      const link = create("a", "", { href: address(`${encodeURIComponent(one.id)}/index.html`) });
      link.append(create("bdi", one.title));
      made.append(at ? " and" : "", ` the ${one.format} of `, link, at + 1 === all.length ? "." : "");
    });
    if (verdict.digest) made.append(create("br"), "SHA-256: ", create("code", verdict.digest));
    return made;
  }

  async function check(files) {
    turn += 1;
    const mine = turn;
    const outcomes = [];
    said.textContent = files.length === 1 ? `Reading ${files[0].name} …` : `Reading ${files.length} files …`;
    for (const file of files) {
      let verdict;
      try {
        verdict = await judge(file);
      } catch (error) {
        verdict = { outcome: "unread", text: `could not be read: ${error.message}` };
      }
      outcomes.push(sentence(file, verdict));
    }
    if (mine === turn) said.replaceChildren(...outcomes);
  }

  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  input.addEventListener("change", () => { if (input.files.length) check([...input.files]); });
  // On the whole page: a file dropped beside the mark would otherwise replace the page.
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    section.dataset.over = "";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete section.dataset.over; });
  document.addEventListener("drop", (event) => {
    delete section.dataset.over;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length) check([...event.dataTransfer.files]);
    section.scrollIntoView({ block: "nearest" });
  });
})();
