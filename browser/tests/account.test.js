// Signing in, an account's pages in light, dark and at phone width, and a person's consent to an app.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { PASSWORD, peopled } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
// The app that people are sent back to: another origin.
const app = createServer((_, answer) => answer.end("back at the app"));
let redirect;
let site;
let browser;
before(async () => {
  await mkdir(out, { recursive: true });
  await new Promise((resolve) => app.listen(0, "127.0.0.1", resolve));
  redirect = `http://127.0.0.1:${app.address().port}/callback`;
  [site, browser] = await Promise.all([peopled(redirect), launch()]);
});
after(async () => {
  app.close();
  app.closeAllConnections();
  await browser?.close();
  await site?.stop();
});

async function signIn(page, to = "/account") {
  await page.goto(to);
  await page.getByLabel("Account name").fill("ada");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

const consent = () =>
  `/oauth2/authorize?${new URLSearchParams({
    client_id: site.client.consumer_key,
    response_type: "code",
    scope: "basic write offline_access",
    state: "s",
    redirect_uri: redirect,
  })}`;

for (const [look, options] of Object.entries(LOOKS)) {
  test(`the pages of an account, ${look}`, () =>
    visit(browser, site, options, async (page) => {
      const check = async (name) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${name}: ${wide} px wider than the window`);
        await assertAccessible(page, `${name} in ${look}`);
        await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
      };
      await page.goto("/sign-in");
      await check("sign-in");
      await signIn(page);
      await check("account");
      await page.goto("/apps");
      await page.getByText("Change or remove").click();
      await check("apps");
      await page.goto(consent());
      await check("consent");
    }));
}

test("a person signs in, makes a blog, and signs out", () =>
  visit(browser, site, { allow: [/status of 422/] }, async (page) => {
    await page.goto("/account");
    await page.getByLabel("Account name").fill("ada");
    await page.getByLabel("Password").fill("not the password");
    await page.keyboard.press("Enter");
    assert.match(await page.getByRole("alert").innerText(), /do not match/);
    await signIn(page);
    await page.getByLabel("Name").fill("springs");
    await page.getByLabel("Title").fill("Springs & wells");
    await page.getByRole("button", { name: "Create blog" }).click();
    assert.equal(await page.getByRole("status").innerText(), "The blog is created.");
    await page.getByRole("link", { name: "Springs & wells" }).click();
    assert.equal(new URL(page.url()).pathname, "/@springs");
    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/");
    await page.goto("/account");
    assert.equal(new URL(page.url()).pathname, "/sign-in");
  }));

test("a consent leads back to the app with a code, and can be taken back", () =>
  visit(browser, site, {}, async (page) => {
    await signIn(page, consent());
    assert.match(await page.getByRole("heading", { level: 1 }).innerText(), /Walks & Springs/);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL((url) => url.href.startsWith(redirect));
    assert.match(new URL(page.url()).search, /^\?code=\w{43}&state=s$/);
    await page.goto("/apps");
    const revoke = page.getByRole("button", { name: /^Revoke/ });
    assert.equal(await revoke.count(), 1, "the token of the command line; the code was not exchanged");
    await revoke.click();
    assert.equal(await page.getByText("No app has access.").count(), 1);
  }));

test("a common password is refused, and the access of apps ends with a new one", () =>
  visit(browser, site, { allow: [/status of 422/] }, async (page) => {
    site.tell(["client", "create", "Springs", "--account", "ada", "--with-token"]);
    const change = async (from, to, apps) => {
      await page.getByLabel("Current password").fill(from);
      await page.getByLabel("New password").fill(to);
      if (apps) await page.getByLabel("Also end the access of all apps").check();
      await page.getByRole("button", { name: "Change password" }).click();
    };
    await signIn(page);
    assert.match(await page.locator("main").innerText(), /remembered browser can sign in while somebody else guesses/);
    await change(PASSWORD, "Password123");
    assert.match(await page.getByRole("alert").innerText(), /one of the most common ones/);
    await change(PASSWORD, "four words, not together", true);
    assert.match(await page.getByRole("status").innerText(), /Your password is changed/);
    await page.goto("/apps");
    assert.equal(await page.getByText("No app has access.").count(), 1);
    await page.goto("/account");
    await change("four words, not together", PASSWORD);
    assert.match(await page.getByRole("status").innerText(), /Your password is changed/);
  }));

test("an app that cannot keep a secret gets none", () =>
  visit(browser, site, {}, async (page) => {
    await signIn(page, "/apps");
    await page.getByLabel("Name", { exact: true }).last().fill("Pocket walks");
    await page.getByLabel("Redirect addresses, one per line").last().fill("com.example.walks:/callback");
    await page.getByLabel("This app cannot keep a secret").check();
    await page.getByRole("button", { name: "Register" }).click();
    assert.equal(await page.getByRole("status").innerText(), "The app is registered.");
    assert.equal(await page.getByText("Public: it has no secret and must use PKCE (S256)").count(), 1);
  }));
