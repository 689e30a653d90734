// Reading a tag page, with and without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "../lib/chromium.js";
import { assertFalling, assertWhole, cards, readToTheEnd, total } from "../lib/list.js";
import { demo } from "../lib/site.js";

let site;
let browser;
before(async () => {
  [site, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const still = { javaScriptEnabled: false };

/** Scrolls to the end of the page until nothing more is appended; returns the cards. */
async function scrollWhileItGrows(page) {
  let shown = 0;
  for (let turn = 0; turn < 50; turn += 1) {
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const grown = await page
      .waitForFunction((n) => document.querySelectorAll("main article").length > n, shown, { timeout: 1_500 })
      .catch(() => null);
    if (!grown) break;
    shown = await page.locator("main article").count();
  }
  return cards(page);
}

test("the demo opens on the tag page", () =>
  visit(browser, site, still, async (page) => {
    assert.equal(new URL(site.opening).pathname, "/tagged/kalbajar");
    const answer = await page.goto(site.opening);
    assert.equal(answer.status(), 200);
    assert.match(await page.locator("h1").innerText(), /^#?\s*kalbajar$/);
    assert.equal(await page.locator("h1").count(), 1);
    assert.match(await page.title(), /kalbajar/);
    assert.ok((await cards(page)).length > 0);
  }));

test("without a script, the pages hold each post once, newest first, as many as the count says", () =>
  visit(browser, site, still, async (page) => {
    const met = await readToTheEnd(page, "/tagged/kalbajar");
    await page.goto("/tagged/kalbajar");
    assertWhole(met, await total(page));
    assert.ok(met.length > 40, "the demo fills several pages");
    assertFalling(
      met.map((card) => card.time),
      "latest",
    );
  }));

test("oldest is latest in reverse, and top falls by notes", () =>
  visit(browser, site, still, async (page) => {
    const latest = await readToTheEnd(page, "/tagged/kalbajar");
    const links = (met) => met.map((card) => card.permalink);

    await page.goto("/tagged/kalbajar");
    await page.getByRole("link", { name: "Oldest", exact: true }).click();
    assert.equal(await page.locator("[aria-current]", { hasText: "Oldest" }).count(), 1);
    const oldest = await readToTheEnd(page, page.url());
    assert.deepEqual(links(oldest), links(latest).reverse());

    await page.goto("/tagged/kalbajar");
    await page.getByRole("link", { name: "Top", exact: true }).click();
    const top = await readToTheEnd(page, page.url());
    assertFalling(
      top.map((card) => card.notes),
      "top",
    );
    assert.deepEqual(links(top).sort(), links(latest).sort());
  }));

test("with scripts, scrolling reads on, and the link goes on from there", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar?copies=all");
    const expected = await total(page);
    const first = (await cards(page)).length;
    const met = [];
    for (let leaf = 0; leaf < 50; leaf += 1) {
      const shown = await scrollWhileItGrows(page);
      met.push(...shown);
      if (leaf === 0) assert.ok(shown.length > first, "scrolling appended nothing");
      const next = page.locator("a[rel~=next]");
      if ((await next.count()) === 0) break;
      const here = page.url();
      await next.click();
      await page.waitForURL((url) => url.href !== here);
    }
    assertWhole(met, expected);
  }));

test("going back finds the place again", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    const before = await scrollWhileItGrows(page);
    const last = before.at(-1).permalink;
    await page.goto(last);
    await page.goBack();
    await page.waitForFunction((n) => document.querySelectorAll("main article").length >= n, before.length);
    assert.equal((await cards(page))[before.length - 1].permalink, last);
  }));

test("a bar of the histogram leads to its month", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    const bars = page.locator("main .histogram svg a[href]");
    const names = await bars.evaluateAll((links) => links.map((link) => link.getAttribute("aria-label")));
    const counts = names.map((name) => name.match(/^(.+ \d{4}): ([\d,]+) posts?$/));
    assert.ok(counts.every(Boolean), `bars without a name: ${names}`);
    const sum = counts.reduce((all, [, , count]) => all + Number(count.replace(/\D/g, "")), 0);
    assert.equal(sum, await total(page), "the months add up to the count");

    const busy = counts.findIndex(([, , count]) => Number(count) > 1);
    await bars.nth(busy).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/before=/);
    const [first] = await cards(page);
    const month = new Date(first.time).toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
    assert.equal(month, counts[busy][1]);
  }));

test("a long post is cut, and its own page holds the rest", () =>
  visit(browser, site, still, async (page) => {
    const more = page.getByRole("link", { name: /^read more/i }).first();
    const next = page.locator("a[rel~=next]").first();
    await page.goto("/tagged/kalbajar");
    while ((await more.count()) === 0 && (await next.count()) > 0) {
      await page.goto(new URL(await next.getAttribute("href"), page.url()).href);
    }
    const card = page.locator("main article", { has: more }).first();
    const before = (await card.innerText()).length;
    await more.click();
    assert.match(new URL(page.url()).pathname, /^\/@[a-z0-9-]+\/\d+\//);
    const after = (await page.locator("main article").first().innerText()).length;
    assert.ok(after > before, `${after} characters on the post's page, ${before} on the card`);
  }));
