// A press on a chapter or a line of the transcript moves the player there; without this the links open the file at that moment.
"use strict";
const player = document.getElementById("recording");
if (player) {
  // A hit of the search leads to a moment: #t=83.
  const asked = /^#t=([0-9.]+)$/.exec(location.hash);
  if (asked) {
    const go = () => { player.currentTime = Number(asked[1]); player.scrollIntoView({ block: "center" }); };
    if (player.readyState >= 1) go(); else player.addEventListener("loadedmetadata", go, { once: true });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-seconds]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    player.currentTime = Number(link.dataset.seconds);
    player.play().catch(() => {});
    player.focus();
  });
  const chapters = [...document.querySelectorAll(".chapters a[data-seconds]")];
  player.addEventListener("timeupdate", () => {
    const here = chapters.filter((link) => Number(link.dataset.seconds) <= player.currentTime + 0.25).pop();
    for (const link of chapters) {
      if (link === here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  });
}
