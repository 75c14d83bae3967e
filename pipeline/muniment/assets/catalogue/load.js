// Loads the parts of the search index: scripts that call muniment(value). A page opened from a folder may load scripts
// where it may not read files, and nothing that is loaded is ever taken for markup.
"use strict";

(() => {
  const here = new URL(".", document.currentScript.src);
  const values = new Map();
  const promises = new Map();
  const name = /^(?:index|[0-9a-f]{16})$/;

  function addressOf(shard) {
    if (!name.test(shard)) throw new TypeError(`not a part of the index: ${shard}`);
    return new URL(`search/${shard}.js`, here).href;
  }

  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("muniment", { createScriptURL: addressOf })
    : { createScriptURL: addressOf };

  // The value of one shard. One that could not be loaded is asked for again next time.
  function load(shard) {
    if (!promises.has(shard)) promises.set(shard, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.dataset.shard = shard;
      script.charset = "utf-8";
      script.addEventListener("load", () => {
        script.remove();
        if (values.has(shard)) resolve(values.get(shard));
        else reject(new Error(`search/${shard}.js is damaged`));
      });
      script.addEventListener("error", () => {
        script.remove();
        promises.delete(shard);
        reject(new Error(`search/${shard}.js could not be loaded`));
      });
      script.src = policy.createScriptURL(shard);
      document.head.append(script);
    }));
    return promises.get(shard);
  }

  window.muniment = (value) => values.set(document.currentScript.dataset.shard, value);
  window.muniment.load = load;
  // The address of a path below the folder that all of this is in, percent-encoded already.
  window.muniment.address = (path) => new URL(`../${path}`, here).href;
  // What the index knows of one document, by its number.
  window.muniment.record = async (number) => {
    const index = await load("index");
    const block = await load(index.records[Math.floor(number / index.block)]);
    const [id, title, creators, language, direction, date, downloads] = block[number % index.block];
    return { id, title, creators, language, direction, date, downloads };
  };
  window.muniment.create = (element, text, attributes = {}) => {
    const made = document.createElement(element);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
})();
