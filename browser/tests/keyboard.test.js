// Everything by keyboard, and the reader always sees where they are.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOOKS, launch, visit } from "../lib/chromium.js";
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

/** What has the focus: its name, whether a ring shows around it, and whether anything of it can be seen. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const corners = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.x + box.width * x, box.y + box.height * y]));
    return {
      name: (element.getAttribute("aria-label") || element.textContent || element.getAttribute("name") || "").trim().slice(0, 60),
      href: element.getAttribute("href"),
      element: element.localName,
      // A player draws its own ring around the control inside it; a bar of the histogram is framed in the drawing.
      ring:
        ["audio", "video"].includes(element.localName) ||
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ||
        style.boxShadow !== "none" ||
        [...element.querySelectorAll("rect")].some((shape) => getComputedStyle(shape).stroke !== "none"),
      seen: corners.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (element.contains(top) || top.contains(element));
      }),
    };
  });
}

for (const [look, options] of Object.entries(LOOKS)) {
  test(`a walk by Tab through the tag page is visible at each step (${look})`, () =>
    visit(browser, site, { ...options, isMobile: false, reducedMotion: "reduce" }, async (page) => {
      await page.goto("/tagged/kalbajar");
      const steps = [];
      for (let step = 0; step < 150; step += 1) {
        await page.keyboard.press("Tab");
        const here = await focused(page);
        if (here === null) break;
        steps.push(here);
      }
      assert.match(steps[0].href, /^#/, "the first stop skips to the content");
      assert.ok(steps.length > 40, `only ${steps.length} stops`);
      assert.deepEqual(
        steps.filter(({ ring, seen }) => !ring || !seen),
        [],
      );
      for (const name of ["Latest", "Top", "Oldest"]) {
        assert.ok(
          steps.some((step) => step.name === name),
          `${name} is not reached`,
        );
      }
    }));
}

test("the skip link leads to the content", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
    assert.ok(inside);
  }));

test("search, sort and next page by keyboard alone", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/");
    await page.keyboard.press("/");
    await page.keyboard.type("#kalbajar");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=%23kalbajar/);
    await page.goto("/tagged/kalbajar");
    await page.getByRole("link", { name: "Oldest", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/sort=oldest/);
  }));

test("pictures show their alt text on request", () =>
  visit(browser, site, { javaScriptEnabled: false }, async (page) => {
    await page.goto("/tagged/kalbajar?type=photo");
    const alt = page.locator("main article details summary", { hasText: /alt/i }).first();
    await alt.focus();
    await page.keyboard.press("Enter");
    assert.ok(await alt.locator("xpath=..").evaluate((details) => details.open));
  }));
