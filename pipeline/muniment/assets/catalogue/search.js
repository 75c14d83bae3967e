// Search, filters and order on the pages of the listing. Without it the whole list is there to read.
"use strict";

(() => {
  const form = document.getElementById("search");
  const { load, address, record, create } = window.muniment;
  if (!form) return;
  form.hidden = false;
  const status = document.getElementById("results") ?? create("div", "", { id: "results", "aria-live": "polite" });
  if (!status.isConnected) form.after(status);

  const PAGE = 20;
  const NAMES = 3; // authors named in a result
  const PAUSE = 250; // milliseconds without a key before a search that nobody has sent off
  const LONGEST = 40; // as in terms.py
  const SHORTEST_START = 3;
  const FIRST_UNSPACED = "\u0900"; // from here on a character or two say as much as a Latin word's beginning

  // ------------------------------------------------------------------------------------------ words, as in terms.py

  const DROPPED = /[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]/g;
  const SPELLED = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ς": "σ" };
  const UNSPACED = "\\u0e01-\\u0eff\\u0f00-\\u0fff\\u1000-\\u109f\\u1780-\\u17ff\\u3005\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{1b000}-\\u{1b16f}\\u{20000}-\\u{3ffff}";
  const RUN = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, "gu");
  const UNSPACED_AT_START = new RegExp(`^[${UNSPACED}]`, "u");

  function fold(text) {
    const bare = text.normalize("NFKD").replace(DROPPED, "").toLowerCase();
    return bare.replace(/[ßæœøđðþłħıς]/g, (letter) => SPELLED[letter]).normalize("NFC");
  }

  // What a piece of a question asks for: terms, and whether each may be the beginning of a longer one.
  function asked(text) {
    const wanted = [];
    for (const word of fold(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []) {
      for (const run of word.match(RUN)) {
        const signs = Array.from(run);
        if (UNSPACED_AT_START.test(run) && signs.length > 1) {
          for (let at = 0; at + 1 < signs.length; at += 1) wanted.push({ term: signs[at] + signs[at + 1], start: false });
        } else {
          const term = signs.slice(0, LONGEST).join("");
          wanted.push({ term, start: signs.length >= SHORTEST_START || term >= FIRST_UNSPACED });
        }
      }
    }
    return wanted;
  }

  // ------------------------------------------------------------------------------------------ the index

  const DIGITS = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).filter((sign) => !'"\\'.includes(sign));
  const VALUE = new Map(DIGITS.map((sign, value) => [sign, value]));
  const BASE = DIGITS.length / 2;

  // Calls back with each document that has a term, and the term's weight there: see Postings in shards.py.
  function readPostings(written, each) {
    let number = -1;
    let at = 0;
    while (at < written.length) {
      let step = 0;
      let scale = 1;
      let value = VALUE.get(written[at]);
      while (value >= BASE) {
        step += (value - BASE) * scale;
        scale *= BASE;
        at += 1;
        value = VALUE.get(written[at]);
      }
      number += step + value * scale + 1;
      each(number, VALUE.get(written[at + 1]));
      at += 2;
    }
  }

  // Weights by document of one thing asked for. A longer word than the one asked for counts for less.
  async function look({ term, start }) {
    const { words } = await load("index");
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle][0] <= term) low = middle + 1;
      else high = middle;
    }
    const names = low ? [words[low - 1][1]] : [];
    for (let at = low; start && at < words.length && words[at][0].startsWith(term); at += 1) names.push(words[at][1]);
    const weights = new Map();
    for (const { terms, postings } of await Promise.all(names.map(load))) {
      terms.split(" ").forEach((candidate, at) => {
        if (candidate !== term && !(start && candidate.startsWith(term))) return;
        const part = candidate === term ? 1 : 0.6;
        readPostings(postings[at], (number, weight) => {
          weights.set(number, Math.max(weights.get(number) ?? 0, (weight + 1) * part));
        });
      });
    }
    return weights;
  }

  // Scores by document of all that has every word asked for and none of those with a minus; null where no word is.
  async function match(question) {
    const { documents } = await load("index");
    const pieces = question.split(/\s+/u).filter(Boolean);
    const without = pieces.filter((piece) => /^-./u.test(piece)).flatMap((piece) => asked(piece.slice(1)));
    const wanted = pieces.filter((piece) => !/^-./u.test(piece)).flatMap(asked);
    let scores = null;
    for (const weights of await Promise.all(wanted.map(look))) {
      const rarity = Math.log(1 + (documents - weights.size + 0.5) / (weights.size + 0.5));
      const next = new Map();
      for (const [number, weight] of weights) {
        if (!scores || scores.has(number)) next.set(number, (scores?.get(number) ?? 0) + weight * rarity);
      }
      scores = next;
    }
    if (!scores && without.length) scores = new Map(Array.from({ length: documents }, (_, number) => [number, 0]));
    for (const weights of await Promise.all(without.map(look))) for (const number of weights.keys()) scores.delete(number);
    // Signs without letters or figures ask for nothing that is in a word: nothing has them.
    return scores ?? (pieces.length ? new Map() : null);
  }

  // ------------------------------------------------------------------------------------------ filters and order

  const column = async (name) => load((await load("index")).columns[name]);

  async function filters(asks) {
    const tests = [];
    if (asks.language) {
      const { values, of } = await column("language");
      const wanted = values.indexOf(asks.language);
      tests.push((number) => of[number] === wanted);
    }
    if (asks.format) {
      const { values, of } = await column("format");
      const bit = 1 << values.indexOf(asks.format);
      tests.push((number) => (of[number] & bit) !== 0);
    }
    if (asks.from || asks.to) {
      const years = await column("year");
      const first = Number(asks.from || 1);
      const last = Number(asks.to || Infinity);
      tests.push((number) => years[number] >= first && years[number] <= last);
    }
    if (asks.subject) {
      const { values, of } = await column("subject");
      const part = fold(asks.subject).trim();
      const wanted = new Set(values.flatMap((value, at) => (fold(value).includes(part) ? [at] : [])));
      tests.push((number) => of[number].some((one) => wanted.has(one)));
    }
    return (number) => tests.every((test) => test(number));
  }

  // Numbers of documents in the order asked for; what has no date or author comes last either way.
  async function order(numbers, scores, sort) {
    const [name, sign] = { creator: ["creator", 1], newest: ["date", -1], oldest: ["date", 1], updated: ["updated", -1] }[sort]
      ?? ["title", 1];
    const ranks = await column(name);
    const place = (number) => (ranks[number] < 0 ? Infinity : ranks[number] * sign);
    const byRank = (one, other) => (place(one) === place(other) ? 0 : place(one) - place(other));
    const byScore = (one, other) => (scores && sort === "relevance" ? scores.get(other) - scores.get(one) : 0);
    return numbers.sort((one, other) => byScore(one, other) || byRank(one, other) || one - other);
  }

  async function find(asks) {
    const scores = await match(asks.q);
    const all = scores ? [...scores.keys()] : Array.from({ length: (await load("index")).documents }, (_, number) => number);
    return order(all.filter(await filters(asks)), scores, asks.sort);
  }

  // ------------------------------------------------------------------------------------------ what is shown

  const ARRANGED = "relevance";
  const found = create("ol", "", { id: "found", class: "listing", "aria-label": "Documents found" });
  const more = create("button", "Show more", { type: "button", id: "more" });
  let results = [];
  let shown = 0;
  let turn = 0;
  found.hidden = true;
  more.hidden = true;
  status.after(found, more);

  // The form knows languages by their names.
  function languageName(tag) {
    const option = [...(form.elements.namedItem("language")?.options ?? [])].find(({ value }) => value === tag);
    return tag === "und" ? "" : option?.textContent ?? tag;
  }

  function size(bytes) {
    const units = ["bytes", "kB", "MB", "GB"];
    const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
    return `${(bytes / 1000 ** step).toFixed(step && bytes / 1000 ** step < 10 ? 1 : 0)} ${units[step]}`;
  }

  function parts(element, pieces, between) {
    pieces.forEach((piece, at) => element.append(at ? between : "", piece));
    return element;
  }

  // One document, in the shape that the static list has.
  function item(one, formats) {
    const link = create("a", "", { href: address(`${encodeURIComponent(one.id)}/index.html`), dir: one.direction });
    link.append(create("bdi", one.title, one.language === "und" ? {} : { lang: one.language }));
    const title = create("p", "", { class: "title" });
    title.append(link);
    const names = one.creators.slice(0, NAMES).map((name) => create("bdi", name));
    if (one.creators.length > NAMES) names.push("others");
    const by = names.length ? [parts(create("span"), names, ", ")] : [];
    const about = [...by, ...[one.date.slice(0, 4), languageName(one.language)].filter(Boolean)];
    const files = one.downloads.map(([format, path, bytes, name]) => {
      const label = formats[format] ?? format;
      const taken = create("a", label, { href: address(path), "aria-label": `${label}, ${size(bytes)}: ${one.title}` });
      if (format !== "html") taken.download = name;
      return taken;
    });
    const made = create("li");
    made.append(title);
    if (about.length) made.append(parts(create("p", "", { class: "quiet" }), about, " · "));
    if (files.length) made.append(parts(create("p", "", { class: "files" }), files, " "));
    return made;
  }

  function say(count, upTo) {
    if (!count) status.textContent = "No document matches.";
    else if (upTo < count) status.textContent = `${count.toLocaleString("en")} documents, the first ${upTo} shown.`;
    else status.textContent = count === 1 ? "1 document." : `${count.toLocaleString("en")} documents.`;
  }

  async function showPage(mine) {
    const page = await Promise.all(results.slice(shown, shown + PAGE).map(record));
    const { formats } = await load("index");
    if (mine !== turn) return null;
    const items = page.map((one) => item(one, formats));
    if (!shown) found.replaceChildren();
    found.append(...items);
    shown += items.length;
    more.hidden = shown >= results.length;
    say(results.length, shown);
    return items[0] ?? null;
  }

  function listing(visible) {
    for (const part of document.querySelectorAll("#documents, [data-listing]")) part.hidden = !visible;
    found.hidden = visible;
    if (visible) more.hidden = true;
  }

  function asks() {
    const value = (name) => form.elements.namedItem(name)?.value.trim() ?? "";
    return Object.fromEntries(["q", "language", "format", "from", "to", "subject", "sort"].map((name) => [name, value(name)]));
  }

  function remember(now) {
    const asked = Object.entries(now).filter(([name, value]) => value && !(name === "sort" && value === ARRANGED));
    const fragment = new URLSearchParams(asked).toString();
    history.replaceState(null, "", fragment ? `#${fragment}` : location.pathname + location.search);
    return fragment !== "";
  }

  async function run() {
    clearTimeout(pause);
    turn += 1;
    const mine = turn;
    const now = asks();
    if (!remember(now)) {
      listing(true);
      found.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const next = await find(now);
      if (mine !== turn) return;
      results = next;
      shown = 0;
      await showPage(mine);
      if (mine === turn) listing(false);
    } catch (error) {
      if (mine === turn) status.textContent = `The search index could not be read: ${error.message}. The whole list is below.`;
      if (mine === turn) listing(true);
    }
  }

  // ------------------------------------------------------------------------------------------ the form

  let pause = 0;
  const failed = () => {}; // said when somebody searches

  function restore() {
    if (!location.hash.includes("=")) return;
    const kept = new URLSearchParams(location.hash.slice(1));
    for (const control of form.elements) {
      if (control.name) control.value = kept.get(control.name) ?? (control.name === "sort" ? ARRANGED : "");
    }
  }

  async function offerSubjects() {
    const list = document.getElementById("search-subjects");
    if (!list || list.childElementCount) return;
    const { values } = await column("subject");
    list.replaceChildren(...values.map((value) => create("option", "", { value })));
  }

  form.addEventListener("focusin", () => load("index").catch(failed), { once: true });
  form.elements.namedItem("subject")?.addEventListener("focus", () => offerSubjects().catch(failed));
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  form.addEventListener("reset", () => setTimeout(run)); // the fields are emptied after the event
  form.addEventListener("change", run);
  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(run, PAUSE);
  });
  more.addEventListener("click", async () => {
    const first = await showPage(turn).catch((error) => { status.textContent = error.message; });
    first?.querySelector("a")?.focus();
  });
  window.addEventListener("hashchange", () => { restore(); run(); });
  restore();
  if (form.elements.length) run();
})();
