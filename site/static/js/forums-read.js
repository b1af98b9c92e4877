// Reading a topic: tell when there are new posts. Nothing is put under the reader; the button leads to them.
"use strict";
// "More" leads to a page; here its list opens beside the post. Escape or another press closes it.
(() => {
  const close = (focus) => { const open = document.querySelector(".popped"); if (!open) return; const link = open.previousElementSibling; open.remove(); link?.removeAttribute("aria-expanded"); if (focus) link?.focus(); };
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-more]");
    if (!link) { if (!event.target.closest(".popped")) close(false); return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const was = link.getAttribute("aria-expanded") === "true";
    close(false);
    if (was) return;
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error();
      const list = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#more .choices");
      list.classList.add("popped");
      link.after(list);
      link.setAttribute("aria-expanded", "true");
      list.querySelector("button, a").focus();
    } catch { location.href = link.href; }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
})();
(() => {
  const place = document.querySelector("[data-news]");
  if (!place) return;
  const after = place.dataset.after;
  const link = place.querySelector("a");
  const EVERY = 30000; // milliseconds between two questions; far longer when nothing happens
  let wait = EVERY;

  const tell = (news) => {
    if (!news.count) return false;
    link.textContent = news.words;
    place.hidden = false;
    return true;
  };

  const ask = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(`${place.dataset.news}?after=${after}`, { headers: { Accept: "application/json" } });
        if (answer.status === 404 || answer.status === 403) return;
        if (answer.ok && tell(await answer.json())) wait = EVERY;
        else wait = Math.min(wait * 1.25, EVERY * 10);
      } catch { wait = Math.min(wait * 2, EVERY * 10); }
    }
    setTimeout(ask, wait);
  };

  // A server that cannot keep connections open answers 204; then the browser gives up and we ask now and then.
  if ("EventSource" in window) {
    const stream = new EventSource(`${place.dataset.stream}?after=${after}`);
    stream.onmessage = (event) => tell(JSON.parse(event.data));
    stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) setTimeout(ask, EVERY / 2); };
    window.addEventListener("pagehide", () => stream.close());
  } else setTimeout(ask, EVERY / 2);
  document.addEventListener("visibilitychange", () => { wait = EVERY; });
})();
