// How complete a view is, why a post is in it or not, and what a moderator decides.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { PASSWORD, prepared } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
let folder;
let site;
let browser;

const post = (id) =>
  JSON.stringify({
    type: "text",
    blog_name: "walks",
    id,
    timestamp: 1_700_000_000 + id * 900_000,
    tags: ["honey", id % 2 ? "Kəlbəcər" : "springs"],
    body: `<p>Walk number ${id} past the hives #bal</p>`,
  });

before(async () => {
  await mkdir(out, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), "tagstead-proof-"));
  const file = join(folder, "walks.jsonl");
  // The last record is broken off: a fault.
  await writeFile(file, [...Array(8).keys()].map((n) => `${post(n + 1)}\n`).join("") + '{"type":"text","blog_na\n');
  const commands = [
    [["account", "create", "ada", "--blog", "walks"], `${PASSWORD}\n`],
    [["account", "moderator", "ada", "on"], ""],
    [["import", "tumblr-json", file], ""],
  ];
  [site, browser] = await Promise.all([prepared(commands), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(page, to) {
  await page.goto(to);
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

const WHY = "/why?post=/@walks/3&q=%23honey+(type:photo+OR+lang:az)+-%23springs";

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the pages that prove a view, ${look}`, () =>
    visit(browser, site, options, async (page) => {
      const check = async (name) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name}: ${wide} px wider than the window`);
        await assertAccessible(page, `${name} in ${look}`);
        await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
      };
      await page.goto("/tagged/honey");
      await page.getByText("Why is this here?").first().click();
      await check("why-on-a-card");
      await page.goto("/complete?q=%23honey");
      await check("complete");
      await page.goto(WHY);
      await check("why");
      await signIn(page, "/moderate/post/8");
      await check("decide");
      await page.goto("/account/withheld");
      await check("withheld");
    }));
}

test("a reader goes from a tag to its sources and asks after a post, without a script", () =>
  visit(browser, site, { javaScriptEnabled: false, ...LOOKS.phone }, async (page) => {
    await page.goto("/tagged/honey");
    await page.getByText("Filters, related tags, feeds").click();
    await page.getByRole("link", { name: "Sources, gaps and missing posts" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Coverage");
    const sources = page.getByRole("region", { name: "Sources" });
    assert.match(await sources.innerText(), /walks\.jsonl[^]*Not kept: 1 record[^]*8 posts/);
    await page.getByLabel("Address or id of the post").fill("https://walks.tumblr.com/post/3/a-walk?igshid=x");
    await page.getByRole("button", { name: "Look it up" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "It is listed");
    await page.getByRole("link", { name: "The first page that shows it" }).click();
    assert.match(await page.locator("main article").first().innerText(), /Walk number 3/);
    await page.goto("/complete?q=%23honey");
    await page.getByLabel("Address or id of the post").fill("https://walks.tumblr.com/post/99");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/why");
    assert.match(await page.getByRole("main").innerText(), /never imported, or it is not public[^]*1 import of Tumblr API JSON/);
  }));

test("a card says why it is there, and each condition is held against the post", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/k%C9%99lb%C9%99c%C9%99r");
    const card = page.locator("main article").first();
    await card.getByText("Why is this here?").click();
    assert.match(await card.innerText(), /#Kəlbəcər: typed as a tag by its author/);
    await card.getByRole("link", { name: "Explain in full" }).click();
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "It is listed");
    await page.goto(WHY);
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "It is not listed");
    const terms = await page.locator(".terms").innerText();
    assert.match(terms, /no At least one of these[^]*type:photo: the post’s type is text[^]*yes Not this[^]*#springs/);
  }));

test("a moderator withholds a post, its author sees why, and it is counted", () =>
  visit(browser, site, {}, async (page) => {
    await signIn(page, "/moderate/post/5");
    await page.getByLabel("Withheld as spam").check();
    await page.getByLabel("Message to its author").fill("The same text as in seven others.");
    await page.getByRole("button", { name: "Decide" }).click();
    assert.match(await page.getByRole("status").innerText(), /Saved/);
    await page.goto("/account");
    await page.getByRole("link", { name: "Withheld posts" }).click();
    assert.match(await page.getByRole("main").innerText(), /Walk number 5[^]*Withheld as spam[^]*seven others/);
    await page.getByRole("link", { name: /Walk number 5/ }).first().click();
    assert.match(await page.getByRole("main").innerText(), /This post is not listed[^]*seven others/);
    await page.goto("/complete?q=%23honey");
    assert.match(await page.getByRole("region", { name: "Not shown" }).innerText(), /Withheld as spam\s*1/);
    await page.goto("/moderate/post/5");
    await page.getByLabel("List it again").check();
    await page.getByRole("button", { name: "Decide" }).click();
    await page.goto("/account/withheld");
    assert.match(await page.getByRole("main").innerText(), /None of your posts is withheld/);
  }));
