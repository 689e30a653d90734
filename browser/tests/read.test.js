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

test("with scripts, scrolling alone reads to the end", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    const expected = await total(page);
    let shown = 0;
    for (let turn = 0; turn < 100 && shown < expected; turn += 1) {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await page
        .waitForFunction((n) => document.querySelectorAll("main article").length > n, shown, { timeout: 3_000 })
        .catch(() => {});
      shown = (await cards(page)).length;
    }
    assertWhole(await cards(page), expected);
  }));

test("a bar of the histogram leads to its month", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    const bars = page.locator("main svg a[href]");
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
    let more;
    await page.goto("/tagged/kalbajar?type=text");
    for (let leaf = 0; leaf < 20; leaf += 1) {
      more = page.getByRole("link", { name: /^read more/i }).first();
      if ((await more.count()) > 0) break;
      await page.locator("a[rel~=next]").first().click();
    }
    const card = page.locator("main article", { has: more }).first();
    const before = (await card.innerText()).length;
    await more.click();
    assert.match(new URL(page.url()).pathname, /^\/@[a-z0-9-]+\/\d+\//);
    const after = (await page.locator("main article").first().innerText()).length;
    assert.ok(after > before, `${after} characters on the post's page, ${before} on the card`);
  }));
