// Subjects: a reader chooses a spelling; a moderator joins two tags and takes it back; the pages in every look.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { total } from "../lib/list.js";
import { PASSWORD, demo, peopled } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
let town;
let site;
let browser;
before(async () => {
  await mkdir(out, { recursive: true });
  [town, site, browser] = await Promise.all([demo(), peopled("http://127.0.0.1:9/callback"), launch()]);
  site.tell(["account", "moderator", "ada", "on"]);
});
after(async () => {
  await browser?.close();
  await town?.stop();
  await site?.stop();
});

async function signIn(page, to) {
  await page.goto(to);
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

async function check(page, name, look) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px wider than the window`);
  await assertAccessible(page, `${name} in ${look}`);
  await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
}

test("a reader chooses one spelling and goes back to all", () =>
  visit(browser, town, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    const all = await total(page);
    const strip = page.getByRole("navigation", { name: "Spellings" });
    assert.match(await strip.innerText(), /^5 spellings:/);
    const spelling = strip.getByRole("link", { name: /^Келбаджар/ });
    assert.equal(await spelling.locator("bdi").getAttribute("lang"), "und-Cyrl");
    await spelling.click();
    await page.waitForURL((url) => url.searchParams.get("only") === "1");
    const one = await total(page);
    assert.ok(one > 0 && one < all, `${one} of ${all}`);
    assert.match(await strip.locator("[aria-current=page]").innerText(), /^Келбаджар/);
    await page.getByRole("link", { name: "Oldest" }).click();
    assert.equal(await total(page), one, "another order of the same spelling");
    await strip.getByRole("link", { name: "All 5 spellings" }).click();
    await page.waitForURL((url) => !url.searchParams.has("only"));
    assert.equal(await total(page), all);
  }));

test("a moderator joins two tags and takes it back", () =>
  visit(browser, site, { allow: [/status of 422/] }, async (page) => {
    await signIn(page, "/account");
    await page.getByRole("link", { name: "Tag groups" }).click();
    await page.getByLabel("Tags, one per line").fill("Borscht\nБорщ");
    await page.getByLabel("How they are related").selectOption("other script");
    await page.getByLabel("Why", { exact: true }).first().fill("the soup");
    await page.getByRole("button", { name: "Join", exact: true }).click();
    assert.match(await page.getByRole("status").innerText(), /Done: entry/);
    await page.getByRole("link", { name: /Borscht/ }).first().click();
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /Spellings of #/);
    await page.getByRole("button", { name: /^Remove Борщ/ }).click();
    await page.getByRole("button", { name: "Undo this" }).click();
    assert.equal(await page.getByRole("button", { name: /^Remove/ }).count(), 2, "joined again");
    await page.goto("/moderate/subjects/history");
    assert.equal(await page.getByRole("row").count(), 4);
    await page.getByLabel("Search words and #tags").waitFor();
    await page.getByRole("row", { name: /join: Borscht/ }).getByRole("button").click();
    await page.goto("/moderate/subjects");
    assert.equal(await page.getByText("No tags are grouped yet.").count(), 1);
    await page.getByLabel("Tags, one per line").fill("Borscht\nborscht");
    await page.getByLabel("How they are related").selectOption("other script");
    await page.getByLabel("Why", { exact: true }).first().fill("the soup");
    await page.getByRole("button", { name: "Join", exact: true }).click();
    assert.match(await page.getByRole("alert").innerText(), /give two names or more/i);
  }));

test("subjects go from site to site", () =>
  visit(browser, site, {}, async (page) => {
    const text = await (await fetch(`${town.origin}/subjects.txt`)).text();
    await signIn(page, "/moderate/subjects");
    await page.getByLabel("File of tag groups").setInputFiles({ name: "subjects.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Import" }).click();
    assert.match(await page.getByRole("status").innerText(), /Groups added: 1\./);
    assert.equal(await (await fetch(`${site.origin}/subjects.txt`)).text(), text);
  }));

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the pages of subjects, ${look}`, () =>
    visit(browser, site, options, async (page) => {
      await signIn(page, "/moderate/subjects");
      await check(page, "moderate-subjects", look);
      await page.goto("/moderate/subject?name=kalbajar");
      await check(page, "moderate-subject", look);
      await page.goto("/moderate/subjects/history");
      await check(page, "moderate-history", look);
    }));
  test(`a spelling alone, ${look}`, () =>
    visit(browser, town, options, async (page) => {
      await page.goto("/tagged/kelbecer?only=1");
      await check(page, "tag-only", look);
    }));
}
