// From a tag page to its charts and its export: the archive holds what its manifest says, the drawings have their
// tables, and every page is accessible in light, dark and at phone width. The trends too.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { assertAccessible } from "../lib/axe.js";
import { LOOKS, launch, visit } from "../lib/chromium.js";
import { demo } from "../lib/site.js";

const out = fileURLToPath(new URL("../out/", import.meta.url));
let site;
let browser;
before(async () => {
  await mkdir(out, { recursive: true });
  [site, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

/** The files of a ZIP by name, read from its central directory. */
function unzip(bytes) {
  const files = new Map();
  let at = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = bytes.readUInt16LE(at + 10);
  at = bytes.readUInt32LE(at + 16);
  for (let n = 0; n < count; n += 1) {
    const [size, name, extra, comment] = [20, 28, 30, 32].map((offset) =>
      offset === 20 ? bytes.readUInt32LE(at + 20) : bytes.readUInt16LE(at + offset),
    );
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const label = bytes.toString("utf8", at + 46, at + 46 + name);
    files.set(label, inflateRawSync(bytes.subarray(start, start + size)));
    at += 46 + name + extra + comment;
  }
  return files;
}

async function download(page, format, authors) {
  await page.getByRole("radio", { name: new RegExp(`^${format}`) }).check();
  await page.getByRole("radio", { name: new RegExp(`^${authors}`) }).check();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(file.suggestedFilename(), "tagstead-export.zip");
  return readFile(await file.path());
}

test("an export is reached from a tag page, and its manifest fits", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    const total = Number(await page.locator("[data-total]").first().getAttribute("data-total"));
    await page.getByRole("link", { name: "Export", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/export");
    assert.equal(Number(await page.locator("[data-total]").first().getAttribute("data-total")), total);
    const first = await download(page, "JSON Lines", "As they are");
    const files = unzip(first);
    const manifest = JSON.parse(files.get("manifest.json"));
    const data = files.get("posts.jsonl");
    assert.equal(createHash("sha256").update(data).digest("hex"), manifest.data.sha256);
    const rows = data.toString().trimEnd().split("\n").map((line) => JSON.parse(line));
    assert.equal(rows.length, total);
    assert.equal(manifest.counts.posts, total);
    assert.deepEqual(Object.keys(rows[0]), manifest.columns.map((column) => column.name));
    assert.ok(first.equals(await download(page, "JSON Lines", "As they are")), "the same bytes again");

    const hidden = unzip(await download(page, "CSV", "Pseudonyms"));
    const table = hidden.get("posts.csv").toString();
    assert.match(table, /^id,url,blog,/);
    const names = new Set(rows.map((row) => row.blog));
    const cells = new Set(table.split(","));
    for (const name of names) assert.ok(!cells.has(name), name);
    assert.ok(JSON.parse(hidden.get("manifest.json")).pseudonyms.not_hidden.length > 0);
  }));

test("charts and their tables are of the same figures", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/kalbajar");
    await page.getByRole("link", { name: "Charts", exact: true }).click();
    await page.waitForURL((url) => url.pathname === "/charts");
    const drawn = await page.locator("svg.bars").first().locator("text.n").allTextContents();
    await page.getByText("As a table of posts by Type").click();
    const told = await page.locator("section", { has: page.locator("#by-types") }).locator("tbody td:nth-child(2)").allTextContents();
    assert.deepEqual(told, drawn);
    const csv = await page.request.get(await page.getByRole("link", { name: "CSV of posts by Type" }).getAttribute("href"));
    const lines = (await csv.text()).trimEnd().split("\r\n").slice(1);
    assert.deepEqual(lines.map((line) => line.split(",")[1]), drawn);
  }));

const pages = {
  charts: "/charts?q=%23kalbajar",
  "charts-none": "/charts?q=zzzzzz",
  export: "/export?q=%23kalbajar",
  "trends-week": "/trends?span=week",
  "trends-hour": "/trends?span=hour",
};

for (const [look, options] of Object.entries(LOOKS)) {
  for (const [name, path] of Object.entries(pages)) {
    test(`${name}, ${look}`, () =>
      visit(browser, site, options, async (page) => {
        await page.goto(path, { waitUntil: "load" });
        for (const summary of await page.locator("main details > summary").all()) await summary.click();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${wide} px wider than the window`);
        await assertAccessible(page, `${name} in ${look}`);
        await page.screenshot({ path: `${out}${name}-${look}.png`, fullPage: true });
      }));
  }
}
