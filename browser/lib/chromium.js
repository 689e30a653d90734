// Debian's Chromium, and a watch over what a page does behind the reader's back.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

export function launch() {
  return chromium.launch({ executablePath: "/usr/bin/chromium", args });
}

/** The three ways a page is looked at. */
export const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 1180, height: 900 } },
  dark: { colorScheme: "dark", viewport: { width: 1180, height: 900 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/**
 * A tab on `site`. Requests to any other origin are stopped and remembered, as are dialogs, script errors,
 * failed loads and what the content security policy refused; `close` asserts that there were none.
 * `allow` lists patterns of complaints that a test expects.
 */
export async function tab(browser, site, options = {}) {
  const { allow = [], ...rest } = options;
  const context = await browser.newContext({ baseURL: site.origin, locale: "en-GB", ...LOOKS.light, ...rest });
  context.setDefaultTimeout(15_000);
  const complaints = [];
  await context.route(
    (url) => url.origin !== site.origin,
    (route) => {
      complaints.push(`request to ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      complaints.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  const unexpected = () => complaints.filter((complaint) => !allow.some((pattern) => pattern.test(complaint)));
  const close = async () => {
    await context.close();
    assert.deepEqual(unexpected(), []);
  };
  return { page, context, complaints, unexpected, close };
}

/** Runs `journey` in a tab and closes it, so that a failed journey leaves no tab open. */
export async function visit(browser, site, options, journey) {
  const view = await tab(browser, site, options);
  try {
    await journey(view.page, view);
  } catch (error) {
    await view.context.close();
    if (view.unexpected().length > 0) error.message += `\nthe page also: ${view.unexpected().join("\n")}`;
    throw error;
  }
  await view.close();
}
