// Reads a list of posts as a reader sees it.

import assert from "node:assert/strict";

/** Cards of the list, without the posts inside a card's trail. */
const CARD = "main article:not(article article)";

/** The posts shown: permalink without the slug, time in milliseconds, and note count. */
export function cards(page) {
  return page.$$eval(CARD, (articles) =>
    articles.map((article) => {
      const hrefs = [...article.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"));
      const permalink = hrefs.map((href) => href.match(/^\/@[a-z0-9-]+\/\d+/)?.[0]).find(Boolean);
      const time = article.querySelector("time[datetime]").getAttribute("datetime");
      const notes = [...article.querySelectorAll("a, span, p, footer *")]
        .map((element) => element.textContent.trim().match(/^([\d,.\s]+) notes?$/)?.[1])
        .find(Boolean);
      return { permalink, time: Date.parse(time), notes: Number((notes ?? "0").replace(/\D/g, "")) };
    }),
  );
}

/** The exact count the page states, as a number. */
export async function total(page) {
  const element = page.locator("[data-total]").first();
  const value = (await element.getAttribute("data-total")) || (await element.textContent());
  assert.match(value, /\d/);
  return Number(value.replace(/\D/g, ""));
}

/** Follows “older posts” to the end, copies unfolded, and returns every post met. The page must not need a script. */
export async function readToTheEnd(page, address) {
  const met = [];
  await page.goto(`${address}${address.includes("?") ? "&" : "?"}copies=all`);
  for (let leaf = 0; leaf < 200; leaf += 1) {
    met.push(...(await cards(page)));
    const next = page.locator("a[rel~=next]");
    if ((await next.count()) === 0) return met;
    await page.goto(new URL(await next.first().getAttribute("href"), page.url()).href);
  }
  throw new Error(`${address} does not end within 200 pages`);
}

/** Asserts that every post is there once. */
export function assertWhole(met, expected) {
  const links = met.map((card) => card.permalink);
  assert.ok(links.every(Boolean), "a card without a permalink");
  assert.equal(new Set(links).size, links.length, "a post is shown twice");
  assert.equal(links.length, expected, "posts read against the count shown");
}

/** Asserts that `values` never rise. */
export function assertFalling(values, what) {
  values.slice(1).forEach((value, at) => {
    assert.ok(value <= values[at], `${what}: ${value} stands after ${values[at]} (at ${at + 1})`);
  });
}
