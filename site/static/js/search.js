// Suggestions while somebody types, as a combobox with a list below it. Without this script the box is a plain form.
"use strict";
(() => {
  const WAIT = 150; // milliseconds after the last key
  let lists = 0;

  for (const form of document.querySelectorAll("form[data-suggest]")) attach(form, form.querySelector("input[name=q]"));

  function attach(form, input) {
    const list = document.createElement("ul");
    const said = document.createElement("span");
    list.id = `suggestions-${++lists}`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    said.className = "hidden-visually";
    said.setAttribute("role", "status");
    form.append(list, said);
    form.classList.add("suggesting");
    const state = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(state)) input.setAttribute(name, value);

    let timer, asking, chosen = -1;

    function close() {
      clearTimeout(timer);
      if (asking) asking.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function choose(number) {
      chosen = number;
      const options = [...list.children];
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === number)));
      if (number < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", options[number].id);
        options[number].scrollIntoView({ block: "nearest" });
      }
    }

    function show(found) {
      list.replaceChildren(...found.map((one, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = one.url;
        const title = document.createElement("span");
        title.textContent = one.title;
        if (one.language) title.lang = one.language;
        const kind = document.createElement("span");
        kind.className = "small";
        kind.textContent = one.place ? `${one.label} · ${one.place}` : one.label;
        option.append(title, document.createTextNode(" "), kind);
        return option;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(Boolean(found.length)));
      said.textContent = found.length ? form.dataset.said.replace("%n", found.length) : "";
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
    }

    async function ask() {
      const text = input.value.trim();
      if (asking) asking.abort();
      if (text.length < 2) return close();
      asking = new AbortController();
      try {
        const answer = await fetch(`${form.dataset.suggest}&q=${encodeURIComponent(text)}`, { signal: asking.signal, headers: { Accept: "application/json" } });
        if (answer.ok && document.activeElement === input) show((await answer.json()).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // offline: the form still works
      }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const next = chosen + step;
        choose(next > last ? -1 : next < -1 ? last : next);
      } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        event.preventDefault();
        location.assign(list.children[chosen].dataset.url);
      } else if (event.key === "Tab") close();
    });
    // Before the box loses the focus, which closes the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
    input.addEventListener("blur", close);
  }
})();
