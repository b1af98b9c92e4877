// Keeps the answers of a quiz while they are given, through lost connections too; and says now and then how much time is left.
// Without it the form works the same with its buttons.
"use strict";
(() => {
  for (const done of document.querySelectorAll("[data-quiz-done]")) forget(`quiz-${done.dataset.quizDone}`);
  const form = document.querySelector("form[data-quiz]");
  if (!form) return;
  const name = `quiz-${form.dataset.quiz}`;
  const status = form.querySelector("[data-status]");
  const version = form.elements.version;
  const said = form.dataset;
  let changed = false; // since what was last sent
  let sending = false;
  let handedIn = false;
  let wait = 1000; // before trying again
  let timer = 0;

  function forget(key) { try { localStorage.removeItem(key); } catch { /* none there */ } }
  function say(text) { if (status.textContent !== text) status.textContent = text; }
  function answers() {
    const found = new FormData(form);
    for (const key of ["csrfmiddlewaretoken", "version", "window"]) found.delete(key);
    return [...found.entries()].filter(([, value]) => value !== "");
  }
  function stash() { try { localStorage.setItem(name, JSON.stringify({ version: version.value, window: form.elements.window.value, answers: answers() })); } catch { /* full, or not allowed: the page still has them */ } }

  // What this device has and the server did not get: put back into the form. Not where another device or window wrote since.
  function putBack() {
    let stashed = null;
    try { stashed = JSON.parse(localStorage.getItem(name)); } catch { /* not ours */ }
    forget(name);
    if (!stashed || !Array.isArray(stashed.answers)) return;
    if (stashed.version !== version.value && stashed.window !== said.last) return;
    const kept = stashed.answers;
    const shown = JSON.stringify(answers());
    for (const field of form.elements) {
      if (!field.name.startsWith("q-")) continue;
      const values = kept.filter(([key]) => key === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    if (JSON.stringify(answers()) === shown) return;
    stash();
    say(said.saidBack);
    later(0);
  }

  function later(ms) { changed = true; clearTimeout(timer); timer = setTimeout(keep, ms); }
  async function keep() {
    if (handedIn || sending || !changed) return;
    sending = true;
    changed = false;
    say(said.saidKeeping);
    try {
      const answer = await fetch(said.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      if (!isOurs) { changed = true; say(answer.status >= 500 ? said.saidOffline : said.saidSignedOut); retry(); return; }
      const told = await answer.json();
      if (answer.status === 410) { handedIn = true; forget(name); location.reload(); return; }
      if (answer.status === 409) { changed = false; say(told.said); return; }
      version.value = told.version;
      if (told.left !== null) ends = performance.now() + told.left * 1000;
      wait = 1000;
      if (!changed) { forget(name); say(said.saidKept); }
    } catch {
      changed = true;
      say(said.saidOffline);
      retry();
    } finally {
      sending = false;
      if (changed && wait === 1000) later(800);
    }
  }
  function retry() { clearTimeout(timer); timer = setTimeout(keep, wait); wait = Math.min(wait * 2, 15000); }

  form.addEventListener("input", () => { stash(); later(800); });
  form.addEventListener("change", () => { stash(); later(300); });
  addEventListener("online", () => { wait = 1000; if (changed) later(0); });
  addEventListener("pagehide", () => {
    if (!changed || handedIn) return;
    fetch(said.keep, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopPropagation(); // it was not sent, and may be sent again
      stash();
      say(said.saidNoSending);
      return;
    }
    handedIn = true;
  });
  addEventListener("pageshow", () => { handedIn = false; });

  // The clock. Its numbers are for the eye; a screen reader hears of it four times.
  let ends = said.left === undefined ? null : performance.now() + Number(said.left) * 1000;
  const clock = form.querySelector("[data-clock]");
  const tell = [600, 300, 60];
  let before = Infinity;
  function tick() {
    if (ends === null || !clock) return;
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    const text = left >= 120 ? `${Math.ceil(left / 60)} min` : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.textContent = text;
    const passed = tell.find((mark) => left <= mark && before > mark && before !== Infinity);
    if (passed) say(passed === 60 ? said.saidOneLeft : said.saidLeft.replace("%n", String(passed / 60)));
    before = left;
    if (left === 0 && !handedIn && navigator.onLine) {
      say(said.saidUp);
      const sure = document.createElement("input");
      Object.assign(sure, { type: "hidden", name: "sure", value: "1" });
      form.append(sure);
      form.requestSubmit();
      return;
    }
    setTimeout(tick, 1000);
  }
  tick();

  // Dragging, on top of the numbers, which stay what is sent.
  for (const list of form.querySelectorAll("[data-order]")) {
    let dragged = null;
    const hint = list.parentElement.querySelector(".help");
    if (hint) hint.append(` ${said.drag}`);
    for (const item of list.children) item.draggable = true;
    list.addEventListener("dragstart", (event) => { dragged = event.target.closest("li"); dragged.classList.add("dragged"); event.dataTransfer.effectAllowed = "move"; });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (!dragged || !over || over === dragged) { if (dragged) event.preventDefault(); return; }
      event.preventDefault();
      const box = over.getBoundingClientRect();
      over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", () => {
      dragged.classList.remove("dragged");
      dragged = null;
      [...list.children].forEach((item, place) => { item.querySelector("select").value = String(place + 1); });
      list.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  putBack();
})();
