// A post's own page: what it carries, who noted it, and how one gets there.

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

const still = { javaScriptEnabled: false };

/** Opens pages of the tag until a card matches `selector`; returns that card's permalink. */
async function findCard(page, address, selector) {
  await page.goto(address);
  for (let leaf = 0; leaf < 50; leaf += 1) {
    const found = await page.$$eval(
      "main article:not(article article)",
      (articles, inside) => {
        const card = articles.find((article) => article.querySelector(inside));
        const hrefs = [...(card?.querySelectorAll("a[href]") ?? [])].map((link) => link.getAttribute("href"));
        return hrefs.map((href) => href.match(/^\/@[a-z0-9-]+\/\d+/)?.[0]).find(Boolean);
      },
      selector,
    );
    if (found) return found;
    const next = page.locator("a[rel~=next]").first();
    if ((await next.count()) === 0) break;
    await page.goto(new URL(await next.getAttribute("href"), page.url()).href);
  }
  throw new Error(`no card with ${selector} at ${address}`);
}

test("a bare permalink leads to the address with the slug", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    const [{ permalink }] = await cards(page);
    const answer = await page.goto(permalink);
    assert.equal(answer.status(), 200);
    assert.ok(new URL(page.url()).pathname.startsWith(`${permalink}/`) || page.url().endsWith(permalink));
    const canonical = await page.locator("link[rel=canonical]").getAttribute("href");
    assert.equal(new URL(canonical, site.origin).pathname, new URL(page.url()).pathname);
    assert.equal(await page.locator("h1").count(), 1);
  }));

test("a reblog shows its trail, root first, each with its blog", () =>
  visit(browser, site, still, async (page) => {
    const permalink = await findCard(page, "/tagged/kalbajar", ".trail");
    await page.goto(permalink);
    const blogs = await page.$$eval("main .trail", (items) => items.map((item) => item.querySelector(".blog")?.textContent));
    assert.ok(blogs.length > 0);
    assert.ok(blogs.every(Boolean), "a trail item without its blog");
  }));

test("a noted post lists who noted it, and its count agrees with the card's", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar?sort=top");
    const [{ permalink, notes }] = await cards(page);
    assert.ok(notes > 1);
    await page.goto(permalink);
    const text = (await page.locator("main").innerText()).replaceAll(",", "");
    assert.match(text, new RegExp(`${notes} notes`));
    const section = page.locator("main section", { has: page.getByRole("heading", { name: /notes/i }) });
    assert.ok((await section.locator("li").count()) > 0, "no note is listed");
  }));

test("a post's blog and its tags on that blog have pages", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    const [{ permalink }] = await cards(page);
    const [, blog] = permalink.match(/^\/@([a-z0-9-]+)/);
    await page.goto(`/@${blog}`);
    assert.ok((await cards(page)).every((card) => card.permalink.startsWith(`/@${blog}/`)));
    await page.goto(`/@${blog}/tagged/kalbajar`);
    const tagged = await cards(page);
    assert.ok(tagged.some((card) => card.permalink === permalink));
  }));

test("pictures have alt text, a size, and come from here", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar?type=photo");
    const pictures = await page.$$eval("main article img", (images) =>
      images.map((image) => ({
        src: image.getAttribute("src"),
        alt: image.getAttribute("alt"),
        sized: image.hasAttribute("width") && image.hasAttribute("height"),
      })),
    );
    const shown = pictures.filter(({ src }) => src.startsWith("/media/"));
    assert.ok(shown.length > 0);
    assert.deepEqual(
      pictures.filter(({ src, alt, sized }) => alt === null || !sized || !/^\/(media|avatar)\//.test(src)),
      [],
    );
    for (const { src } of shown.slice(0, 5)) {
      const answer = await page.request.get(src);
      assert.equal(answer.status(), 200);
      assert.match(answer.headers()["content-type"], /^image\//);
    }
  }));

test("what is not there is said in the site's own style", () =>
  visit(browser, site, { ...still, allow: [/status of 404/] }, async (page) => {
    for (const path of ["/@nobody-at-all", "/@nobody-at-all/12345/x", "/no/such/page", "/@/", "/media/none.webp"]) {
      const answer = await page.goto(path);
      assert.equal(answer.status(), 404, path);
    }
    await page.goto("/no/such/page");
    assert.equal(await page.locator("h1").count(), 1);
    assert.ok((await page.getByRole("searchbox").count()) > 0, "an error page offers search");
  }));
