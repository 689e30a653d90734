// The moderators' queue: decided by click and by key, taken back, and what is refused does not come again.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { PASSWORD, moderated } from "../lib/site.js";

const PATH = "/moderate/proposals";
const out = fileURLToPath(new URL("../out/", import.meta.url));
let site;
let browser;
before(async () => {
  await mkdir(out, { recursive: true });
  const tags = [
    ["Kalbajar", "K\u0259lb\u0259c\u0259r"],
    ["kelbecer", "K\u0259lb\u0259c\u0259r", "Baku"],
    ["stone bridge"],
    ["stonebridge"],
    ["stone-bridge", "Baku"],
    ["Z\u00e4hler"],
    ["Zahler"],
  ];
  [site, browser] = await Promise.all([moderated(tags), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, to = PATH) {
  await page.goto(to);
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

const open = async (page) => Number((await page.locator("[data-open]").innerText()).replace(/\D/g, "") || "0");
const question = (page) => page.locator("form.proposal");
const decided = (page) => page.getByRole("status").innerText();

/** Shows the proposal that has this name, from the list where it is not the present one. */
async function choose(page, name) {
  if ((await question(page).locator("label").allInnerTexts()).includes(name)) return;
  await page.getByRole("link", { name: new RegExp(name) }).last().click();
}

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the queue, ${look}`, () =>
    visit(browser, site, options, async (page) => {
      await signIn(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide} px wider than the window`);
      await assertAccessible(page, `proposals in ${look}`);
      await page.screenshot({ path: `${out}proposals-${look}.png`, fullPage: true });
    }));
}

test("who is no moderator is told so", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto(PATH);
    assert.equal(new URL(page.url()).pathname, "/sign-in");
  }));

test("a click joins, the tag page shows it, and undo takes it back", () =>
  visit(browser, site, { javaScriptEnabled: false }, async (page) => {
    await signIn(page, "/account");
    await page.getByRole("link", { name: /^Proposals \(\d+\)$/ }).click();
    const before = await open(page);
    await choose(page, "stonebridge");
    await page.getByRole("button", { name: "Group the checked" }).click();
    assert.match(await decided(page), /^Joined: .*stonebridge/);
    assert.equal(await open(page), before - 1);
    const done = page.url();
    await page.goto("/tagged/stonebridge");
    assert.equal(await page.locator("main article").count(), 3);
    await page.goto(done);
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await open(page), before);
    await page.goto("/tagged/stonebridge");
    assert.equal(await page.locator("main article").count(), 1);
  }));

test("keys decide: later, different, undo; and what is refused does not come again", () =>
  visit(browser, site, {}, async (page) => {
    await signIn(page);
    const before = await open(page);
    const first = await question(page).locator("label").first().innerText();
    await page.keyboard.press("l");
    await page.getByRole("status").waitFor();
    assert.match(await decided(page), /^Postponed/);
    assert.notEqual(await question(page).locator("label").first().innerText(), first);
    assert.equal(await open(page), before);
    await choose(page, "Zahler");
    await question(page).getByLabel("Zahler").focus();
    await page.keyboard.press("r");
    await page.getByText(/^Kept apart: .*Zahler/).waitFor();
    assert.equal(await open(page), before - 1);
    assert.equal(await page.locator("main form.proposal, main ol").getByText("Zahler").count(), 0);
    await page.keyboard.press("u");
    await page.waitForURL((url) => url.searchParams.has("id"));
    assert.equal(await open(page), before);
    await choose(page, "Zahler");
    await page.keyboard.press("r");
    await page.getByText(/^Kept apart: .*Zahler/).waitFor();
    // The worker looks at its tags again within two seconds.
    await page.waitForTimeout(4_500);
    await page.goto(PATH);
    assert.equal(await open(page), before - 1);
    assert.equal(await page.getByText("Zahler").count(), 0);
  }));

test("a second decision on the same proposal is refused in words", () =>
  visit(browser, site, { allow: [/status of 409/] }, async (page) => {
    await signIn(page);
    const second = await page.context().newPage();
    await second.goto(page.url());
    const id = await question(page).locator("input[name=id]").inputValue();
    await second.goto(`${PATH}?id=${id}`);
    await page.getByRole("button", { name: "Group the checked" }).click();
    await second.getByRole("button", { name: "Different" }).click();
    assert.match(await second.getByRole("alert").innerText(), /was decided meanwhile: ada joined it/);
  }));
