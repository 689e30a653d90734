// Filters by type and language: the counts beside them are the counts behind them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "../lib/chromium.js";
import { assertWhole, readToTheEnd, total } from "../lib/list.js";
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

/** Links that add one filter to the page: address and the count beside it. */
function filters(page, parameter) {
  return page.$$eval(
    "main .facets a[href]",
    (links, name) =>
      links
        .map((link) => ({ link, url: new URL(link.href) }))
        .filter(({ url }) => url.pathname === location.pathname && url.searchParams.has(name))
        .map(({ link, url }) => {
          const count = link.textContent.replace(/\s+/g, " ").trim().match(/([\d,]+) posts?$/)[1];
          return { href: url.pathname + url.search, count: Number(count.replace(/\D/g, "")) };
        }),
    parameter,
  );
}

for (const parameter of ["type", "lang"]) {
  test(`every ${parameter} leads to as many posts as it says`, () =>
    visit(browser, site, { javaScriptEnabled: false }, async (page) => {
      await page.goto("/tagged/kalbajar");
      const whole = await total(page);
      const choices = await filters(page, parameter);
      assert.ok(choices.length >= 3, `only ${choices.length} filters by ${parameter}`);
      for (const { href, count } of choices) {
        const met = await readToTheEnd(page, href);
        assertWhole(met, count);
        assert.ok(count > 0 && count < whole, `${href} selects ${count} of ${whole}`);
        await page.goto(href);
        assert.equal(await total(page), count);
      }
    }));
}

test("two types at once are either of them, repeated or in one list", () =>
  visit(browser, site, { javaScriptEnabled: false }, async (page) => {
    const count = async (query) => {
      await page.goto(`/tagged/kalbajar?${query}`);
      return total(page);
    };
    const both = await count("type=photo&type=quote");
    assert.equal(both, (await count("type=photo")) + (await count("type=quote")));
    assert.equal(await count("type=photo,quote"), both);
  }));

test("an unknown filter is refused in words", () =>
  visit(browser, site, { javaScriptEnabled: false, allow: [/status of 400/] }, async (page) => {
    for (const query of ["type=smell", "sort=best", "before=yesterday", "before=-1", `before=${"9".repeat(400)}`]) {
      const answer = await page.goto(`/tagged/kalbajar?${query}`);
      assert.equal(answer.status(), 400, query);
      assert.ok((await page.locator("main").innerText()).length > 20, query);
      assert.equal(await page.locator("h1").count(), 1);
    }
  }));
