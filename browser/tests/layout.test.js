// What stands where: names without a gap stay in their column, short pages begin at the top, buttons keep their words
// whole, and choices stand within their sheet.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { cards } from "../lib/list.js";
import { demo, imported } from "../lib/site.js";

const LONG = "W".repeat(139);
const WORD = "Wasserkraftwerk".repeat(20);
const PASSWORD = "bal, çay və çörək";
let browser;
let folder;
let long;
let site;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagstead-layout-"));
  const file = join(folder, "posts.json");
  const post = (at, text, tags, title = WORD) => ({
    id: 700_000_000_000 + at,
    id_string: `${700_000_000_000 + at}`,
    blog_name: "walks",
    timestamp: 1_709_251_200 + at * 60,
    type: "blocks",
    is_blocks_post_format: true,
    content: [...(title ? [{ type: "text", subtype: "heading1", text: title }] : []), { type: "text", text }],
    layout: [],
    trail: [],
    tags,
    state: "published",
    note_count: 0,
  });
  const posts = [
    post(0, WORD, [LONG, "walks"]),
    post(1, "שלום עולם, זה פוסט בעברית", ["שלום", "walks", LONG], ""),
    post(2, "از کوه‌های کلبجر برایم آب آوردند", ["کلبجر", "walks"], ""),
  ];
  await writeFile(file, JSON.stringify({ response: { posts } }));
  [long, site, browser] = await Promise.all([imported(file), demo(["--password", PASSWORD]), launch()]);
});
after(async () => {
  await browser?.close();
  await Promise.all([long?.stop(), site?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const signedIn = async (page, path) => {
  await page.goto(`/sign-in?to=${encodeURIComponent(path)}`);
  await page.getByLabel("Account name").fill("demo");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
};

for (const look of ["light", "phone"]) {
  for (const path of ["/", `/tagged/${LONG}`, "/tagged/walks", "/@walks", `/search?q=%23${LONG}`, `/complete?q=%23${LONG}`, "/docs/api", "/search/help"]) {
    test(`names without a gap stay in their column: ${path.slice(0, 20)}, ${look}`, () =>
      visit(browser, long, LOOKS[look], async (page) => {
        await page.goto(path);
        const { wide, cut } = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          cut: [...document.querySelectorAll(".card .tags a")].filter(
            (tag) => tag.getBoundingClientRect().right > tag.closest(".card").getBoundingClientRect().right,
          ).length,
        }));
        assert.ok(wide <= 0, `${wide} px wider than the window`);
        assert.equal(cut, 0, "tags cut at the edge of their card");
      }));
  }
}

test("words of help stand as words, and commands in a box that holds them", () =>
  visit(browser, long, LOOKS.phone, async (page) => {
    const box = (found) => page.$$eval(found, (all) => all.map((one) => getComputedStyle(one).borderTopWidth));
    await page.goto("/search/help");
    assert.deepEqual([...new Set(await box(".help p"))], ["0px"]);
    await page.goto("/docs/api");
    assert.deepEqual(await box("pre.sample"), ["1px"]);
  }));

test("posts stand in the direction of their language", () =>
  visit(browser, long, LOOKS.phone, async (page) => {
    await page.goto("/tagged/walks");
    const sides = await page.$$eval(".card .body > p", (all) => all.map((p) => getComputedStyle(p).direction));
    assert.deepEqual(sides, ["rtl", "rtl", "ltr"]);
  }));

for (const path of ["/saved", "/moderate/missed", "/moderate/subjects/history"]) {
  test(`a short page begins at the top: ${path}`, () =>
    visit(browser, site, LOOKS.phone, async (page) => {
      await signedIn(page, path);
      const gap = await page.evaluate(
        () => document.querySelector("#main").getBoundingClientRect().top - document.querySelector(".head").getBoundingClientRect().bottom,
      );
      assert.ok(gap >= 0 && gap < 60, `${gap} px between the head and what follows`);
    }));
}

test("buttons of the history keep their words on one line", () =>
  visit(browser, site, LOOKS.phone, async (page) => {
    await signedIn(page, "/moderate/subjects/history");
    const tall = await page.$$eval(".claims button", (all) => all.map((button) => button.offsetHeight));
    assert.ok(tall.length > 0 && tall.every((height) => height < 50), `${tall} px tall`);
  }));

test("choices stand within their sheet", () =>
  visit(browser, site, LOOKS.phone, async (page) => {
    await page.goto("/tagged/kalbajar");
    const [{ permalink }] = await cards(page);
    await signedIn(page, `/moderate/post/${permalink.match(/\d+$/)[0]}`);
    const out = await page.evaluate(() => {
      const edge = document.querySelector("fieldset").getBoundingClientRect().left;
      return [...document.querySelectorAll("fieldset input")].map((input) => input.getBoundingClientRect().left - edge);
    });
    assert.ok(out.length >= 4 && out.every((left) => left >= 0), `${out}`);
  }));
