// Finding: search, tags that do not exist, tags with odd names.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "../lib/chromium.js";
import { assertWhole, cards, readToTheEnd, total } from "../lib/list.js";
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
const search = (text) => `/search?q=${encodeURIComponent(text)}`;

test("the front page leads to tags and to search", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/");
    assert.equal(await page.locator("h1").count(), 1);
    const tag = page.locator('main a[href^="/tagged/"]').first();
    const href = await tag.getAttribute("href");
    await tag.click();
    assert.equal(new URL(page.url()).pathname, new URL(href, site.origin).pathname);
    assert.ok((await cards(page)).length > 0);

    await page.goto("/");
    await page.getByRole("searchbox").first().fill("#kalbajar honey");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=/);
    assert.equal(await page.getByRole("searchbox").first().inputValue(), "#kalbajar honey");
  }));

test("words and tags narrow each other", () =>
  visit(browser, site, still, async (page) => {
    const found = async (text) => {
      const met = await readToTheEnd(page, search(text));
      await page.goto(search(text));
      assertWhole(met, await total(page));
      return new Set(met.map((card) => card.permalink));
    };
    const tag = await found("#kalbajar");
    const word = await found("honey");
    const both = await found("#kalbajar honey");
    assert.ok(tag.size > 0 && word.size > 0);
    assert.deepEqual([...both].sort(), [...tag].filter((link) => word.has(link)).sort());
  }));

test("a mistake in a query gets an answer in words", () =>
  visit(browser, site, { ...still, allow: [/status of 400/] }, async (page) => {
    for (const text of ['"never closed', "x".repeat(2_001)]) {
      const answer = await page.goto(search(text));
      assert.equal(answer.status(), 400, text.slice(0, 20));
      assert.equal(await page.locator("h1").count(), 1);
    }
  }));

test("a tag nobody used says so and offers near names", () =>
  visit(browser, site, { ...still, allow: [/status of 404/] }, async (page) => {
    const answer = await page.goto("/tagged/kalbajat");
    assert.ok([200, 404].includes(answer.status()));
    assert.equal((await cards(page)).length, 0);
    assert.match(await page.locator("main").innerText(), /no post|nobody|nothing/i);
    const near = await page.$$eval("main a[href^='/tagged/']", (links) => links.map((link) => link.getAttribute("href")));
    assert.ok(near.some((href) => /^\/tagged\/kalbajar$/i.test(href)), `kalbajar is not among ${near}`);
  }));

for (const name of ["Şuşa", "living in sin", "c++", "a/b", "🍯", "کلبجر", "Келбаджар", "შუშა", "100%", "?", "a&b=c"]) {
  test(`#${name} has an address`, () =>
    visit(browser, site, { ...still, allow: [/status of 404/] }, async (page) => {
      const answer = await page.goto(`/tagged/${encodeURIComponent(name)}`);
      assert.ok([200, 404].includes(answer.status()), `${answer.status()}`);
      const heading = await page.locator("h1").innerText();
      assert.ok(heading.toLowerCase().includes(name.toLowerCase()), heading);
    }));
}

test("every tag shown on a card leads to a page that holds the card", () =>
  visit(browser, site, still, async (page) => {
    const tags = new Map();
    await page.goto("/tagged/kalbajar?sort=top");
    for (let leaf = 0; leaf < 5; leaf += 1) {
      for (const [href, permalink] of await page.$$eval("main article:not(article article)", (articles) =>
        articles.flatMap((article) => {
          const hrefs = [...article.querySelectorAll("a[href]")].map((link) => link.getAttribute("href"));
          const permalink = hrefs.map((href) => href.match(/^\/@[a-z0-9-]+\/\d+/)?.[0]).find(Boolean);
          return hrefs.filter((href) => href.startsWith("/tagged/")).map((href) => [href, permalink]);
        }),
      )) {
        tags.set(href, permalink);
      }
      const next = page.locator("a[rel~=next]").first();
      if ((await next.count()) === 0) break;
      await page.goto(new URL(await next.getAttribute("href"), page.url()).href);
    }
    assert.ok(tags.size > 20, `only ${tags.size} tags`);
    for (const [href, permalink] of [...tags].slice(0, 60)) {
      const met = await readToTheEnd(page, href);
      assert.ok(met.some((card) => card.permalink === permalink), `${permalink} is missing at ${href}`);
    }
  }));
