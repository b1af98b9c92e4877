// Writing: drafts kept on the server and in the browser, names offered after an @, chosen words quoted. All of it also works
// without a script: by the buttons of the form.
"use strict";
(() => {
  if (window.forumsWrite) return; // two forms on one page bring it twice
  window.forumsWrite = true;
  const signedIn = document.querySelector("form[action$='/logout/']") !== null;
  const PREFIX = "draft/";
  const KEPT = ["text", "title", "tags", "language", "place_what", "place_where"];
  const PAUSE = 1500; // milliseconds without a key before a draft is kept

  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the server has it */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* as above */ } },
  };
  if (!signedIn) { // on a shared machine nothing stays
    try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach(store.drop); } catch { /* forbidden */ }
  }

  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "link";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  for (const form of document.querySelectorAll("form.compose")) {
    const said = form.dataset;
    const key = `${PREFIX}${said.person}/${said.draft}`;
    const [action, target] = [said.draft.slice(0, said.draft.indexOf("/")), said.draft.slice(said.draft.indexOf("/") + 1)];
    const version = form.elements.namedItem("version");
    const status = form.querySelector(".keeping");
    let timer, busy = false, stopped = false;

    const fields = () => Object.fromEntries(KEPT.filter((name) => form.elements.namedItem(name)).map((name) => [name, form.elements.namedItem(name).value]));
    const fill = (values) => { for (const [name, value] of Object.entries(values)) { const field = form.elements.namedItem(name); if (field && KEPT.includes(name)) field.value = value; } };
    const tell = (words, ...more) => { status.replaceChildren(words, ...more); };

    const choose = (theirs, other) => {
      stopped = true;
      tell(said.other, button(said.mine, () => { version.value = other; stopped = false; keep(); }),
        button(said.theirs, () => { fill(theirs); version.value = other; stopped = false; tell(""); store.drop(key); }));
    };

    const keep = async () => {
      if (busy || stopped) { later(); return; }
      const now = fields();
      store.set(key, { fields: now, at: Date.now() });
      busy = true;
      try {
        const body = new URLSearchParams({ ...now, action, target, version: version.value || "0", csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value });
        const answer = await fetch(said.keep, { method: "POST", body, headers: { Accept: "application/json" } });
        if (answer.ok) {
          const kept = await answer.json();
          version.value = kept.version;
          tell(kept.words);
          if (JSON.stringify(fields()) === JSON.stringify(now)) store.drop(key);
        } else if (answer.status === 409) {
          const other = await answer.json();
          choose(other.said, other.version);
        } else tell(said.offline);
      } catch { tell(said.offline); }
      busy = false;
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE); };

    form.addEventListener("input", (event) => { if (KEPT.includes(event.target.name)) { store.set(key, { fields: fields(), at: Date.now() }); later(); } });
    form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; store.drop(key); });

    const local = store.get(key);
    if (local && local.fields.text && local.fields.text !== form.elements.namedItem("text").value) {
      tell(said.local, button(said.take, () => { fill(local.fields); tell(""); later(); }), button(said.drop, () => { store.drop(key); tell(""); }));
    }
    if (said.names) names(form.elements.namedItem("text"), said.names);
  }

  // -- names after an @: a list box under the text, worked by the arrow keys --------------------------------
  function names(area, address) {
    const box = area.parentElement;
    box.classList.add("writes");
    const list = document.createElement("ul");
    list.className = "names";
    list.id = `${area.id}-names`;
    list.setAttribute("role", "listbox");
    list.hidden = true;
    area.after(list);
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-autocomplete", "list");
    let asked = "", start = -1, timer;

    const close = () => { list.hidden = true; area.removeAttribute("aria-activedescendant"); start = -1; };
    const chosen = () => list.querySelector("[aria-selected=true]");
    const mark = (item) => {
      chosen()?.setAttribute("aria-selected", "false");
      item.setAttribute("aria-selected", "true");
      area.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    };
    const take = (item) => {
      area.setRangeText(`@${item.dataset.handle} `, start, area.selectionStart, "end");
      close();
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const show = (offers) => {
      list.replaceChildren(...offers.map((offer, place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.handle = offer.handle;
        item.append(offer.handle);
        if (offer.note) { const note = document.createElement("span"); note.className = "small"; note.textContent = offer.note; item.append(note); }
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      list.hidden = offers.length === 0;
      if (offers.length) mark(list.firstElementChild);
      else close();
    };
    area.addEventListener("input", () => {
      const before = area.value.slice(0, area.selectionStart);
      const found = before.match(/(?:^|[^\w@])@([^\n@]{1,40})$/u);
      if (!found) { close(); return; }
      asked = found[1];
      start = before.length - asked.length - 1;
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const mine = asked;
        try {
          const answer = await fetch(`${address}&q=${encodeURIComponent(mine)}`, { headers: { Accept: "application/json" } });
          if (answer.ok && mine === asked) show((await answer.json()).offers);
        } catch { close(); }
      }, 200);
    });
    area.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const item = chosen();
      if (event.key === "ArrowDown") mark(item?.nextElementSibling ?? list.firstElementChild);
      else if (event.key === "ArrowUp") mark(item?.previousElementSibling ?? list.lastElementChild);
      else if ((event.key === "Enter" || event.key === "Tab") && item) take(item);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    area.addEventListener("blur", () => setTimeout(close, 150));
  }

  // -- quote: the chosen words, else the whole post (which the link itself does) -------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-quote]");
    const area = document.querySelector("#reply textarea[name=text]");
    if (!link || !area || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const post = link.closest("article.post");
    const words = String(document.getSelection()).trim();
    const body = post.querySelector(".said");
    if (!words || !body || !document.getSelection().containsNode(body, true)) return;
    event.preventDefault();
    const clean = (text) => text.replace(/([\\`*_[\]<>()#@~|!])/g, "\\$1");
    const who = `${clean(post.querySelector("header h2, header h3").textContent.trim())}, ${post.id.replace("post-", "")}`;
    const quoted = [`[${who}](post:${link.dataset.quote})`, "", ...clean(words).split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
    area.value = `${area.value ? `${area.value.trimEnd()}\n\n` : ""}${quoted}\n\n`;
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
