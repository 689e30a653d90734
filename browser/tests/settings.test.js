// The settings of the site and of a blog: changed, refused and reset, with and without scripts, in both themes and at phone width.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { PASSWORD, peopled } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
const SCRIPTS = { "with scripts": {}, "without scripts": { javaScriptEnabled: false } };
let site;
let browser;
before(async () => {
  await mkdir(out, { recursive: true });
  [site, browser] = await Promise.all([peopled("http://127.0.0.1:9/callback"), launch()]);
  site.tell(["account", "moderator", "ada", "on"]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function signIn(page, to) {
  await page.goto(to);
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === to);
}

const alert = (page) => page.getByRole("alert").innerText();
const status = (page) => page.getByRole("status").innerText();

for (const [how, options] of Object.entries(SCRIPTS)) {
  test(`a moderator changes, mistypes and resets settings of the site, ${how}`, () =>
    visit(browser, site, { ...options, allow: [/status of 422/] }, async (page) => {
      await signIn(page, "/account");
      await page.getByRole("link", { name: "Site settings" }).click();
      await page.getByLabel("Title", { exact: true }).fill("Tags of the valley");
      await page.getByLabel("Description").fill("Springs, honey & walks");
      // The Enter key saves, and does not press a button that resets.
      await page.keyboard.press("Enter");
      assert.equal(await status(page), "Saved. It counts now.");
      assert.equal(await page.title(), "Site settings · Tags of the valley");

      await page.getByLabel("Contact").fill("nobody");
      await page.getByLabel("Title", { exact: true }).fill("Typed beside it");
      await page.getByRole("button", { name: "Save" }).click();
      assert.match(await alert(page), /^Nothing was saved\. Contact: a mail address, or an address/);
      assert.equal(await page.getByLabel("Contact").inputValue(), "nobody");
      assert.equal(await page.getByLabel("Contact").getAttribute("aria-invalid"), "true");
      assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "Typed beside it");
      await page.getByLabel("Contact").fill("ada@tags.example");
      await page.getByRole("button", { name: "Save" }).click();
      assert.equal(await status(page), "Saved. It counts now.");
      await page.getByRole("button", { name: "Reset Title to the default" }).click();
      assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "Tagstead");
      assert.equal(await page.getByRole("button", { name: "Reset Title to the default" }).count(), 0);
      assert.match(await page.locator("#changes + ul li").first().innerText(), /^Title: Typed beside it → the default by ada, /);

      await page.goto("/");
      assert.equal(await page.getByText("Springs, honey & walks").count(), 1);
      assert.equal(await page.getByRole("link", { name: "Contact" }).getAttribute("href"), "mailto:ada@tags.example");
      for (const name of ["tagline", "contact"]) site.tell(["settings", "reset", name]);
    }));

  test(`an owner changes a blog, its inbox and its queue, ${how}`, () =>
    visit(browser, site, { ...options, allow: [/status of 422/] }, async (page) => {
      await signIn(page, "/account/blog/walks");
      await page.getByLabel("Title", { exact: true }).fill("Walks & springs");
      await page.getByRole("textbox", { name: "Description" }).fill("Two lines\nof text");
      await page.getByRole("button", { name: "Save title and description" }).click();
      assert.equal(await status(page), "Saved.");
      assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Settings of Walks & springs");
      assert.equal(await page.getByRole("textbox", { name: "Description" }).inputValue(), "Two lines\nof text");

      await page.getByLabel("Everybody, also without a name").check();
      await page.getByLabel("Others may submit posts").check();
      await page.getByLabel("Everybody sees what this blog likes").uncheck();
      await page.getByRole("button", { name: "Save questions and submissions" }).click();
      assert.ok(await page.getByLabel("Everybody, also without a name").isChecked());
      assert.ok(await page.getByLabel("Others may submit posts").isChecked());
      assert.ok(!(await page.getByLabel("Everybody sees what this blog likes").isChecked()));
      const info = await page.request.get(`/v2/blog/walks/info?api_key=${site.client.consumer_key}`);
      assert.equal((await info.json()).response.blog.ask_anon, true);

      await page.getByLabel("Posts a day").fill("6");
      await page.getByLabel("From").fill("22:00");
      await page.getByLabel("Until").fill("02:30");
      await page.getByLabel("Time zone").selectOption("UTC+04:00");
      await page.getByRole("button", { name: "Save the timetable" }).click();
      assert.equal(await status(page), "Saved.");
      assert.equal(await page.getByLabel("Until").inputValue(), "02:30");
      assert.equal(await page.getByLabel("Time zone").inputValue(), "+04:00");
      await page.getByRole("button", { name: "Pause the queue" }).click();
      assert.equal(await status(page), "The queue is paused.");
      assert.equal(await page.getByLabel("Posts a day").inputValue(), "6");
      await page.getByRole("button", { name: "Resume the queue" }).click();
      assert.equal(await status(page), "The queue is resumed.");
      assert.equal(await page.getByRole("button", { name: "Pause the queue" }).count(), 1);
      site.tell(["blog", "settings", "walks", "--asks", "signed", "--submissions", "off", "--show-likes", "on"]);
    }));
}

for (const [look, options] of Object.entries(LOOKS)) {
  test(`settings with a mistake, a reset and a history, ${look}`, () =>
    visit(browser, site, { ...options, allow: [/status of 422/] }, async (page) => {
      site.tell(["settings", "set", "tagline", "Springs, honey and walks between the Murov mountains and the river Tartar"]);
      await signIn(page, "/moderate/settings");
      await page.getByLabel("Contact").fill("nobody");
      await page.getByRole("button", { name: "Save" }).click();
      assert.match(await alert(page), /^Nothing was saved/);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${wide} px wider than the window`);
      await assertAccessible(page, `settings with a mistake in ${look}`);
      await page.screenshot({ path: `${out}site-settings-mistake-${look}.png`, fullPage: true });
      await page.goto("/account/blog/walks");
      await page.screenshot({ path: `${out}blog-settings-whole-${look}.png`, fullPage: true });
      await page.goto("/");
      await page.screenshot({ path: `${out}explore-tagline-${look}.png` });
      site.tell(["settings", "reset", "tagline"]);
    }));
}
