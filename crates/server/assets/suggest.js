// Tags to choose from while a query is typed: a combobox over every search field.
(() => {
  const WAIT = 120;
  let fields = 0;

  function dress(field) {
    if (field.getAttribute("role") === "combobox") return;
    fields += 1;
    const box = document.createElement("ul");
    box.id = `suggest-${fields}`;
    box.className = "suggest";
    box.hidden = true;
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Tags");
    // A field of type search may not be a combobox.
    field.type = "text";
    field.enterKeyHint = "search";
    field.autocomplete = "off";
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", box.id);
    field.setAttribute("aria-expanded", "false");
    field.after(box);
    const state = { field, box, at: -1, asked: 0, timer: 0 };
    field.addEventListener("input", () => later(state));
    field.addEventListener("keydown", (event) => press(state, event));
    field.addEventListener("blur", () => close(state));
    // The field keeps the focus while an option is pressed.
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => pick(state, event.target.closest("li")));
  }

  function later(state) {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => ask(state), WAIT);
  }

  async function ask(state) {
    const text = state.field.value;
    state.asked += 1;
    const turn = state.asked;
    // Suggestions are of what stands before the cursor, and only the end of the text is completed.
    if (!text.trim() || state.field.selectionStart !== text.length) return close(state);
    try {
      const answer = await fetch(`/suggest?q=${encodeURIComponent(text)}`);
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (turn === state.asked && state.field.value === text && document.activeElement === state.field) show(state, found);
    } catch {
      close(state); // The search itself still works.
    }
  }

  function show(state, found) {
    state.at = -1;
    state.box.replaceChildren(
      ...found.map((one, i) => {
        const option = document.createElement("li");
        option.id = `${state.box.id}-${i}`;
        option.dataset.query = one.query;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const name = document.createElement("bdi");
        name.textContent = `#${one.tag}`;
        const count = document.createElement("span");
        count.className = "count";
        count.textContent = one.posts.toLocaleString("en");
        const unit = document.createElement("span");
        unit.className = "hidden";
        unit.textContent = one.posts === 1 ? " post" : " posts";
        count.append(unit);
        option.append(name, " ", count);
        return option;
      }),
    );
    state.box.hidden = !found.length;
    state.field.setAttribute("aria-expanded", String(Boolean(found.length)));
    state.field.removeAttribute("aria-activedescendant");
  }

  function close(state) {
    clearTimeout(state.timer);
    state.asked += 1;
    state.at = -1;
    state.box.hidden = true;
    state.field.setAttribute("aria-expanded", "false");
    state.field.removeAttribute("aria-activedescendant");
  }

  function press(state, event) {
    const options = [...state.box.children];
    if (state.box.hidden || !options.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      // One place beyond the options is the field itself.
      const places = options.length + 1;
      state.at = ((state.at + 1 + step + places) % places) - 1;
      options.forEach((option, i) => option.setAttribute("aria-selected", String(i === state.at)));
      if (state.at < 0) state.field.removeAttribute("aria-activedescendant");
      else state.field.setAttribute("aria-activedescendant", options[state.at].id);
    } else if (event.key === "Enter" && state.at >= 0) {
      event.preventDefault();
      pick(state, options[state.at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close(state);
    }
  }

  function pick(state, option) {
    if (!option) return;
    state.field.value = option.dataset.query;
    close(state);
    state.field.focus();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches('input[type="search"][name="q"]')) dress(event.target);
  });
})();
