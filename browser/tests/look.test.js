// Every kind of page in light, dark and at phone width: axe-core finds nothing, nothing overflows, nothing
// jumps, and a picture of it is kept in out/.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { cards } from "../lib/list.js";
import { PASSWORD, demo } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
let site;
let browser;
let post;
// The cookies of the demo's account, which moderates.
let storageState;
before(async () => {
  await mkdir(out, { recursive: true });
  [site, browser] = await Promise.all([demo(["--password", PASSWORD]), launch()]);
  await visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar?sort=top");
    [{ permalink: post }] = await cards(page);
  });
  await visit(browser, site, {}, async (page, { context }) => {
    await page.goto("/account");
    await page.getByLabel("Account name").fill("demo");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname === "/account");
    storageState = await context.storageState();
  });
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

const pages = {
  explore: () => "/",
  tag: () => "/tagged/kalbajar",
  "tag-top": () => "/tagged/kalbajar?sort=top",
  "tag-filtered": () => "/tagged/kalbajar?type=photo",
  "tag-text": () => "/tagged/kalbajar?type=text",
  "tag-link": () => "/tagged/kalbajar?type=link",
  "tag-audio": () => "/search?q=music",
  "tag-empty": () => "/tagged/kalbajat",
  "tag-rtl": () => `/tagged/${encodeURIComponent("کلبجر")}`,
  search: () => `/search?q=${encodeURIComponent("#kalbajar honey")}`,
  "search-nothing": () => "/search?q=zzzzzz",
  "search-mistake": () => "/search?q=%22never+closed",
  blog: () => post.match(/^\/@[^/]+/)[0],
  "blog-tag": () => `${post.match(/^\/@[^/]+/)[0]}/tagged/kalbajar`,
  post: () => post,
  "not-found": () => "/no/such/page",
};

/** Pages of a person who is signed in. */
const ownPages = {
  "site-settings": () => "/moderate/settings",
  "blog-settings": () => "/account/blog/demo",
};

for (const [look, options] of Object.entries(LOOKS)) {
  for (const [name, path] of Object.entries({ ...pages, ...ownPages })) {
    test(`${name}, ${look}`, () =>
      visit(browser, site, { ...options, ...(ownPages[name] && { storageState }), allow: [/status of 40[04]/] }, async (page) => {
        await page.addInitScript(() => {
          window.shifted = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(path(), { waitUntil: "load" });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${wide} px wider than the window`);
        await assertAccessible(page, `${path()} in ${look}`);
        await page.screenshot({ path: `${out}${name}-${look}.png` });
        assert.ok((await page.evaluate(() => window.shifted)) < 0.02, "the layout jumped while loading");
      }));
  }
}

test("the tag page can be read at 320 px and at twice the text size", () =>
  visit(browser, site, { viewport: { width: 320, height: 640 } }, async (page) => {
    await page.goto("/tagged/kalbajar");
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok((await overflow()) <= 0, "320 px");
    await page.setViewportSize({ width: 1180, height: 900 });
    // Through the object model, which the content security policy does not concern.
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    assert.ok((await overflow()) <= 0, "twice the text size");
    await page.screenshot({ path: `${out}tag-large-text.png` });
  }));
