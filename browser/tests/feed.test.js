// Feeds: advertised, well-formed, whole, and cheap to poll.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visit } from "../lib/chromium.js";
import { cards } from "../lib/list.js";
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

/** Entries of a feed as `{ title, link, date, length }`, read by the browser's own XML parser. */
function entries(page, text, type) {
  if (type.includes("json")) {
    return JSON.parse(text).items.map((item) => ({
      link: item.url,
      date: item.date_published,
      length: (item.content_html ?? item.content_text).length,
    }));
  }
  return page.evaluate((source) => {
    const tree = new DOMParser().parseFromString(source, "application/xml");
    const wrong = tree.querySelector("parsererror");
    if (wrong) throw new Error(wrong.textContent);
    const text = (node, names) => names.map((name) => node.getElementsByTagName(name)[0]?.textContent).find(Boolean);
    return [...tree.querySelectorAll("item, entry")].map((node) => ({
      link: node.querySelector("link[rel=alternate]")?.getAttribute("href") ?? text(node, ["link"]),
      date: text(node, ["pubDate", "published", "updated"]),
      length: text(node, ["content:encoded", "content", "description"])?.length ?? 0,
    }));
  }, text);
}

for (const path of ["/tagged/kalbajar", "/tagged/c%2B%2B", "/search?q=honey"]) {
  test(`${path} advertises feeds that agree with it`, () =>
    visit(browser, site, {}, async (page) => {
      await page.goto(path);
      // Feeds hold every post of the list; the page folds duplicates unless it is asked for all.
      const withAll = new URL(page.url());
      withAll.searchParams.set("copies", "all");
      await page.goto(withAll.href);
      const shown = (await cards(page)).map((card) => card.permalink);
      await page.goto(path);
      const feeds = await page.$$eval("link[rel=alternate][type]", (links) => links.map(({ href, type }) => ({ href, type })));
      const kinds = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
      assert.deepEqual(
        kinds.filter((kind) => !feeds.some(({ type }) => type === kind)),
        [],
      );
      for (const { href, type } of feeds) {
        const answer = await page.request.get(href);
        assert.equal(answer.status(), 200, href);
        const found = await entries(page, await answer.text(), type);
        assert.ok(found.length >= Math.min(shown.length, 10), `${found.length} entries in ${href}`);
        for (const { link, date, length } of found) {
          assert.equal(new URL(link).origin, site.origin, href);
          assert.ok(!Number.isNaN(Date.parse(date)), `${href}: ${date}`);
          assert.ok(length > 0, `${href}: an entry without content`);
        }
        const permalinks = found.map(({ link }) => new URL(link).pathname.match(/^\/@[a-z0-9-]+\/\d+/)[0]);
        assert.deepEqual(permalinks.slice(0, shown.length), shown.slice(0, permalinks.length));
      }
    }));
}

test("a feed asked for again costs no body", () =>
  visit(browser, site, {}, async (page) => {
    for (const path of ["/tagged/kalbajar/rss", "/tagged/kalbajar/atom", "/tagged/kalbajar/feed.json"]) {
      const first = await page.request.get(path);
      const { etag, "last-modified": modified } = first.headers();
      // No single time tells every change of a list, so the tag alone decides.
      assert.ok(etag && !modified, path);
      const again = async (headers) => (await page.request.get(path, { headers })).status();
      assert.equal(await again({ "if-none-match": etag }), 304, path);
      assert.equal(await again({ "if-modified-since": new Date().toUTCString() }), 200, path);
      assert.equal(await again({ "if-none-match": '"other"' }), 200, path);
    }
  }));

test("every page says how it is to be treated", () =>
  visit(browser, site, {}, async (page) => {
    for (const path of ["/", "/tagged/kalbajar", "/search?q=honey", "/no/such/page"]) {
      const headers = (await page.request.get(path)).headers();
      assert.match(headers["content-security-policy"], /default-src 'none'/, path);
      assert.doesNotMatch(headers["content-security-policy"], /unsafe/, path);
      assert.equal(headers["x-content-type-options"], "nosniff", path);
      assert.ok(headers["referrer-policy"], path);
    }
  }));
