// Assignments: drafts kept while one writes, levels by number keys, remarks on marked words, kept words put in. All of it also
// works without a script: by the buttons, radio buttons and fields that are there anyway.
"use strict";
(() => {
  const PAUSE = 1500; // milliseconds without a key before a draft is kept

  for (const form of document.querySelectorAll("form.work-draft")) {
    const area = form.elements.namedItem("text");
    if (!area) continue;
    const version = form.elements.namedItem("version");
    const status = form.querySelector(".keeping");
    let timer, busy = false, stopped = false;
    const keep = async () => {
      if (stopped) return;
      if (busy) { later(); return; }
      busy = true;
      const now = area.value;
      const body = new URLSearchParams({ text: now, version: version.value, csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value });
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        const said = await answer.json();
        status.textContent = said.words;
        if (answer.ok) version.value = said.version;
        else if (answer.status === 409) stopped = true; // sending the form shows both versions
        if (answer.ok && area.value !== now) later();
      } catch {
        status.textContent = form.dataset.offline;
        later();
      }
      busy = false;
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(keep, PAUSE); };
    area.addEventListener("input", later);
    form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; });
  }

  // -- levels: number keys work only inside a criterion, so that they are in nobody's way elsewhere -----------
  const criteria = [...document.querySelectorAll("[data-rubric]")];
  document.querySelectorAll("[data-rubric] kbd, [data-hint]").forEach((hint) => { hint.hidden = false; });
  criteria.forEach((criterion, place) => {
    criterion.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
      const level = criterion.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
      if (!level) return;
      event.preventDefault();
      level.checked = true;
      level.dispatchEvent(new Event("change", { bubbles: true }));
      const next = criteria[place + 1];
      const target = next ? next.querySelector("input:checked") || next.querySelector("input") : document.getElementById("review-words");
      target?.focus();
    });
  });

  // -- remarks: the marked words of the text, and a further place for a remark when all are used ---------------
  const text = document.getElementById("handed-text");
  const box = document.querySelector("[data-passages]");
  if (text && box) {
    const pick = box.querySelector("[data-pick]");
    const said = pick.querySelector("[role=status]");
    let marked = null;
    pick.hidden = false;
    document.addEventListener("selectionchange", () => {
      const chosen = document.getSelection();
      if (!chosen || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
      const range = chosen.getRangeAt(0);
      const before = document.createRange();
      before.selectNodeContents(text);
      before.setEnd(range.startContainer, range.startOffset);
      marked = { words: range.toString(), near: before.toString().length };
    });
    pick.querySelector("button").addEventListener("click", () => {
      if (!marked || !marked.words.trim()) { said.textContent = said.dataset.none; return; }
      said.textContent = "";
      let places = [...box.querySelectorAll(".passage")];
      let free = places.find((one) => !one.querySelector("[name=quote]").value && !one.querySelector("[name=remark]").value);
      if (!free) {
        free = places[places.length - 1].cloneNode(true);
        const number = places.length + 1;
        for (const field of free.querySelectorAll("[id]")) {
          const label = free.querySelector(`label[for="${field.id}"]`);
          field.id = field.id.replace(/\d+$/, number);
          if (label) { label.htmlFor = field.id; label.textContent = label.textContent.replace(/\d+/, number); }
        }
        free.querySelector("[name=remark]").value = "";
        box.append(free);
      }
      free.querySelector("[name=quote]").value = marked.words.trim();
      free.querySelector("[name=near]").value = marked.near;
      free.querySelector("[name=remark]").focus();
    });
  }

  // -- kept words: put where one wrote last --------------------------------------------------------------------
  let last = document.getElementById("review-words");
  document.addEventListener("focusin", (event) => { if (event.target.matches(".review-form textarea")) last = event.target; });
  for (const button of document.querySelectorAll("[data-use]")) {
    if (!last) break;
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = button.parentElement.querySelector("[data-kept]").textContent;
      last.setRangeText(last.value && !/\s$/.test(last.value.slice(0, last.selectionStart)) && last.selectionStart ? ` ${words}` : words, last.selectionStart, last.selectionEnd, "end");
      last.focus();
    });
  }
})();
