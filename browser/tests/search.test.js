// Asking: a mistake and how it is mended, a search that is kept and its feed, tags suggested while typing.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { cards, total } from "../lib/list.js";
import { PASSWORD, peopled } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
let folder;
let site;
let browser;

/** Twelve posts of a blog: four say “mineral spring”, the others have both words apart. */
function posts() {
  const post = (n) => ({
    type: "text",
    blog_name: "walks",
    id: 1000 + n,
    timestamp: 1_700_000_000 + n * 86_400,
    tags: ["Kalbajar", n % 2 ? "İstisu" : "mineral water"],
    body: n % 3 ? "<p>A spring, and the mineral in it.</p>" : "<p>The mineral spring is warm.</p>",
  });
  return Array.from({ length: 12 }, (_, n) => JSON.stringify(post(n))).join("\n");
}

before(async () => {
  await mkdir(out, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), "tagstead-search-"));
  await writeFile(join(folder, "posts.json"), posts());
  [site, browser] = await Promise.all([peopled("https://app.example/back", join(folder, "posts.json")), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(page) {
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

const still = { javaScriptEnabled: false };

test("a mistake is pointed at, mended, saved, and read as a feed", () =>
  visit(browser, site, { ...still, allow: [/status of 4(00|22)/] }, async (page) => {
    await page.goto(`/search?q=${encodeURIComponent('"mineral spring" type:txt')}`);
    assert.equal(await page.locator(".wrong mark").innerText(), "t");
    assert.match(await page.locator(".wrong").innerText(), /Character 23: type: takes text, photo/);
    const mend = page.getByRole("search", { name: "Correct the search" }).getByRole("searchbox");
    assert.equal(await mend.inputValue(), '"mineral spring" type:txt');
    await mend.fill('"mineral spring" type:text');
    await page.getByRole("search", { name: "Correct the search" }).getByRole("button").click();
    assert.equal(await total(page), 4);
    assert.equal((await cards(page)).length, 4);

    await page.getByRole("link", { name: "Save this search" }).click();
    await signIn(page);
    assert.equal(await page.getByLabel("Query").inputValue(), '"mineral spring" type:text');
    await page.getByLabel("Query").fill('"mineral');
    await page.getByRole("button", { name: "Save" }).click();
    assert.equal(await page.locator(".wrong mark").innerText(), '"');
    await page.getByLabel("Query").fill('"mineral spring"');
    await page.getByLabel("Name").fill("Springs");
    await page.getByRole("button", { name: "Save" }).click();
    assert.equal(await page.getByRole("status").innerText(), "Saved.");

    await page.getByText("Change Springs").click();
    await page.getByRole("button", { name: "Create a feed for Springs" }).click();
    const href = await page.getByRole("link", { name: "Atom of Springs" }).getAttribute("href");
    const feed = await page.request.get(href);
    assert.equal(feed.status(), 200);
    assert.equal((await feed.text()).match(/<entry/g).length, 4);
    await page.getByRole("button", { name: /^Open Springs/ }).click();
    assert.equal(new URL(page.url()).search, "?q=%22mineral+spring%22");
    assert.equal(await page.locator('link[rel=alternate][type="application/rss+xml"]').getAttribute("href"), "/search/rss?q=%22mineral+spring%22");
  }));

test("a tag is followed with one click, tells what is new, and is followed no more", () =>
  visit(browser, site, still, async (page) => {
    await page.goto("/tagged/kalbajar");
    await page.getByRole("link", { name: "Sign in to follow #kalbajar" }).click();
    await signIn(page);
    assert.equal(new URL(page.url()).pathname, "/tagged/kalbajar");
    await page.getByRole("button", { name: "Follow #kalbajar", exact: true }).click();
    assert.match(await page.getByRole("status").innerText(), /^Following\./);
    await page.goto("/search?q=%23Kalbajar");
    await page.getByRole("button", { name: "Unfollow this search" }).waitFor();
    await page.getByRole("link", { name: "What is new" }).click();
    await page.getByRole("heading", { name: "#kalbajar" }).waitFor();
    await page.getByRole("button", { name: /^Open #kalbajar/ }).click();
    await page.goto("/tagged/kalbajar");
    await page.getByRole("button", { name: "Unfollow #kalbajar" }).click();
    await page.getByRole("button", { name: "Follow #kalbajar", exact: true }).waitFor();
  }));

test("a suggested tag is picked by keyboard", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/search");
    const field = page.locator("#again");
    await field.focus();
    await field.pressSequentially("spring #kalbjar");
    const options = page.getByRole("listbox", { name: "Tags" }).getByRole("option");
    await options.first().waitFor();
    assert.match(await options.first().innerText(), /^#Kalbajar\s+12/);
    assert.equal(await field.getAttribute("aria-expanded"), "true");
    await assertAccessible(page, "suggestions");
    await page.screenshot({ path: `${out}suggest.png` });
    await page.keyboard.press("ArrowDown");
    assert.equal(await field.getAttribute("aria-activedescendant"), await options.first().getAttribute("id"));
    assert.equal(await options.first().getAttribute("aria-selected"), "true");
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), "spring #Kalbajar");
    assert.equal(await field.getAttribute("aria-expanded"), "false");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?q=spring/);
    assert.equal(await total(page), 12);

    await page.locator("#find").fill("");
    await page.locator("#find").pressSequentially("#miner");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("option").count(), 0);
    await page.locator("#find").pressSequentially("a");
    await page.getByRole("option").first().click();
    assert.equal(await page.locator("#find").inputValue(), '#"mineral water"');
  }));

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the pages about searching, ${look}`, () =>
    visit(browser, site, { ...options, allow: [/status of 400/] }, async (page) => {
      const check = async (name) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name}: ${wide} px wider than the window`);
        await assertAccessible(page, `${name} in ${look}`);
        await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
      };
      await page.goto("/search/help");
      await check("search-help");
      await page.goto("/search?q=%23a+(type:x");
      await check("search-mistake");
      await page.goto("/search?q=%22mineral+spring%22");
      await check("search-phrase");
      await page.goto("/saved/new?q=%23kalbajar");
      await signIn(page);
      await check("saved-new");
      await page.getByLabel("Name").fill(`Kalbajar ${look}`);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText(/^Change/).first().click();
      await check("saved");
      await page.goto("/tagged/kalbajar?type=text");
      await check("follow");
      await page.getByRole("button", { name: "Follow this search" }).click();
      await check("followed");
      await page.getByRole("button", { name: "Unfollow this search" }).click();
      await page.goto("/tagged/kalbajar");
    }));
}
