// Comfort only: every page is complete without this file.
"use strict";

// "/" goes to the search field, as readers of other sites are used to.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("find");
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey || !field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// Months: one tab stop for the whole histogram, arrows walk along it; a pointer sees the count.
for (const chart of document.querySelectorAll(".histogram svg")) {
  const bars = [...chart.querySelectorAll("a")];
  bars.forEach((bar, i) => {
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = bar.getAttribute("aria-label");
    bar.prepend(title);
    bar.setAttribute("tabindex", i === bars.length - 1 ? "0" : "-1");
  });
  chart.addEventListener("keydown", (event) => {
    const at = bars.indexOf(event.target.closest("a"));
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (at < 0 || to === undefined || !bars[to]) return;
    event.preventDefault();
    bars[at].setAttribute("tabindex", "-1");
    bars[to].setAttribute("tabindex", "0");
    bars[to].focus();
  });
}

// Infinite scroll: the next page is appended as its link comes near. How many pages stand here is kept in the
// history entry, so that going back finds them again. After three pages the reader decides.
const list = document.getElementById("list");
const ROUND = 3;
let loading = false;
let round = 0;

async function append() {
  const link = document.querySelector(".pager a[rel~=next]");
  if (!list || !link || loading) return false;
  loading = true;
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const here = new Set([...list.children].map((card) => card.id));
    for (const card of page.querySelectorAll("#list > article")) {
      if (!here.has(card.id)) list.append(document.importNode(card, true));
    }
    const pager = page.querySelector(".pager");
    const old = document.querySelector(".pager");
    if (pager) old.replaceWith(document.importNode(pager, true));
    else old.remove();
    history.replaceState({ pages: ((history.state && history.state.pages) || 0) + 1 }, "");
    return true;
  } catch {
    return false; // The link still works.
  } finally {
    loading = false;
  }
}

async function restore() {
  const pages = Math.min((history.state && history.state.pages) || 0, 20);
  if (!pages || !list) return;
  history.replaceState({ pages: 0 }, "");
  for (let i = 0; i < pages; i += 1) if (!(await append())) break;
}

function watch() {
  const pager = document.querySelector(".pager a[rel~=next]");
  if (!pager || !("IntersectionObserver" in window)) return;
  const observer = new IntersectionObserver(
    async (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      round += 1;
      if (round <= ROUND && (await append())) watch();
    },
    { rootMargin: "0px 0px 600px" },
  );
  observer.observe(pager);
}

if (list) restore().then(watch);

// Proposals: a letter decides, where a button carries it. Not while somebody types.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
