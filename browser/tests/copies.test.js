// Copies folded under the earliest, unfolded by a link, told apart on a page of their own; robots marked and left out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { cards, total } from "../lib/list.js";
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

/** Every permalink of a list from here to its end, whatever is folded. */
async function links(page) {
  const met = [];
  for (;;) {
    met.push(...(await cards(page)).map((card) => card.permalink));
    const next = page.locator("a[rel~=next]");
    if ((await next.count()) === 0) return met;
    await page.goto(new URL(await next.first().getAttribute("href"), page.url()).href);
  }
}

test("a list shows copies when asked, and says how many there are", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    const all = await total(page);
    const folded = await links(page);
    await page.goto("/tagged/kalbajar");
    await page.getByText(/(is|are) hidden\./).getByRole("link", { name: "Show all" }).click();
    assert.match(page.url(), /copies=all/);
    assert.equal(await total(page), all, "the count is of all posts");
    const whole = await links(page);
    assert.equal(whole.length, all);
    assert.ok(folded.length < whole.length, "something is folded");
    assert.ok(folded.every((link) => whole.includes(link)));
    await page.goto("/tagged/kalbajar?copies=all");
    await page.getByRole("link", { name: "Hide duplicates" }).click();
    assert.doesNotMatch(page.url(), /copies=/);
  }));

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the page of a story tells what differs, ${look}`, () =>
    visit(browser, site, options, async (page) => {
      await page.goto("/search?q=is:copy");
      await page.getByRole("link", { name: /^Duplicate of an earlier post/ }).first().click();
      await page.getByRole("heading", { level: 1, name: "Duplicates" }).waitFor();
      assert.ok((await page.locator("main li.card").count()) > 1);
      assert.equal(await page.getByText("The earliest post.", { exact: true }).count(), 1);
      await assertAccessible(page);
    }));
}

test("robots say how they are known, and a list is read without them", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar?q=is:robot");
    assert.ok((await page.locator(".mark", { hasText: /^(feed )?robot/ }).count()) > 0);
    await page.goto("/tagged/kalbajar?q=-is:robot");
    assert.equal(await page.locator(".mark", { hasText: /robot/ }).count(), 0);
  }));
