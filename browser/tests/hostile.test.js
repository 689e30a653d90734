// Published hostile HTML: in bodies, titles, tags, addresses and queries, nothing of it runs and nothing is
// loaded from elsewhere.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, visit } from "../lib/chromium.js";
import { assertWhole, readToTheEnd, total } from "../lib/list.js";
import { imported } from "../lib/site.js";
import { ADDRESSES, HTML } from "../lib/vectors.js";

const FIRST = Date.parse("2024-03-01T00:00:00Z") / 1000;
// A refused post has no page; a picture that names a file of ours which is not there is only missing.
const NOT_THERE = /status of 404/;
let site;
let browser;
let folder;
let posts;

/** One legacy post for each vector in each place that holds HTML, and one NPF post for each place that holds text. */
function payload() {
  const made = [];
  const post = (fields) => {
    const at = made.length;
    made.push({
      id: 700_000_000_000 + at,
      id_string: `${700_000_000_000 + at}`,
      blog_name: "hostile",
      timestamp: FIRST + at * 60,
      date: new Date((FIRST + at * 60) * 1000).toISOString().replace("T", " ").replace(".000Z", " GMT"),
      tags: ["hostile"],
      state: "published",
      note_count: 0,
      ...fields,
    });
  };
  const npf = (content, rest = {}) => post({ type: "blocks", is_blocks_post_format: true, content, layout: [], trail: [], ...rest });

  for (const [at, html] of HTML.entries()) {
    post({ type: "text", title: `Vector ${at}`, body: `<p>before</p>${html}<p>after</p>` });
    npf([{ type: "text", text: html, formatting: [{ start: 0, end: 5, type: "bold" }] }], { tags: ["hostile", html.slice(0, 139)] });
  }
  for (const html of HTML.slice(0, 12)) {
    post({ type: "text", title: html, body: "<p>title</p>" });
    post({ type: "quote", text: html, source: html });
    post({ type: "link", title: html, url: "https://example.org/", description: html });
    post({ type: "chat", title: html, body: html, dialogue: [{ name: html, label: html, phrase: html }] });
    post({ type: "answer", asking_name: "someone", question: html, answer: html });
    npf([{ type: "text", subtype: "heading1", text: html }], { source_title: html, slug: html });
    npf([{ type: "link", url: "https://example.org/", title: html, description: html, author: html, site_name: html }]);
    npf([{ type: html, text: html }]);
  }
  for (const url of ADDRESSES) {
    npf([{ type: "text", text: "a link", formatting: [{ start: 0, end: 6, type: "link", url }] }]);
    npf([{ type: "text", text: "a mention", formatting: [{ start: 0, end: 9, type: "mention", blog: { name: url, url, uuid: url } }] }]);
    npf([{ type: "text", text: "a colour", formatting: [{ start: 0, end: 8, type: "color", hex: url }] }]);
    npf([{ type: "link", url, title: "a card", poster: [{ url, type: "image/png", width: 4, height: 4 }] }]);
    npf([{ type: "image", media: [{ url, type: "image/png", width: 4, height: 4 }], alt_text: url, attribution: { type: "link", url } }]);
    npf([{ type: "audio", url, media: { url, type: "audio/mpeg" }, embed_html: `<iframe src="${url}"></iframe>`, embed_url: url }]);
    npf([{ type: "video", url, media: { url, type: "video/mp4" }, embed_html: `<iframe src="${url}"></iframe>`, embed_url: url }]);
    post({ type: "text", body: "<p>source</p>", source_url: url, source_title: url, post_url: url });
  }
  return made;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagstead-hostile-"));
  const file = join(folder, "hostile.json");
  posts = payload();
  await writeFile(file, JSON.stringify(posts));
  [site, browser] = await Promise.all([imported(file), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Asserts that the page in front of us holds nothing that could run, load or cover. */
async function assertHarmless(page) {
  const found = await page.evaluate((origin) => {
    const wrong = [];
    if (window.__pwned !== undefined) wrong.push("a script ran");
    for (const element of document.querySelectorAll("*")) {
      const name = element.localName;
      if (["iframe", "object", "embed", "applet", "base", "frame", "frameset"].includes(name)) wrong.push(`<${name}>`);
      // A block of data is no script: browsers never run this type.
      const isData = element.type === "application/ld+json";
      if (name === "script" && !isData && new URL(element.src || "about:blank").origin !== origin) wrong.push("a script not ours");
      if (name === "style" || (name === "meta" && element.httpEquiv)) wrong.push(`<${name}>`);
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith("on") || ["style", "srcdoc", "formaction", "ping"].includes(attribute)) {
          wrong.push(`<${name} ${attribute}="${value}">`);
        }
        if (["href", "src", "action", "poster", "data", "background", "xlink:href"].includes(attribute)) {
          const { protocol } = new URL(value, document.baseURI);
          if (!["http:", "https:", "mailto:"].includes(protocol)) wrong.push(`<${name} ${attribute}="${value}">`);
        }
      }
      if (element.closest("article") && ["fixed", "sticky"].includes(getComputedStyle(element).position)) {
        wrong.push(`<${name}> covers the page`);
      }
    }
    return wrong;
  }, site.origin);
  assert.deepEqual(found, [], page.url());
}

test("what is not refused at the door stands on the tag page", () =>
  visit(browser, site, { javaScriptEnabled: false, allow: [NOT_THERE] }, async (page) => {
    const [, added, skipped] = site.summary.match(/(\d+) posts added.* (\d+) records skipped/).map(Number);
    assert.equal(added + skipped, posts.length, site.summary);
    assert.ok(added > 2 * HTML.length, "posts whose text is hostile are posts like others");
    const met = await readToTheEnd(page, "/tagged/hostile");
    await page.goto("/tagged/hostile");
    assertWhole(met, await total(page));
    assert.equal(met.length, added);
  }));

test("nothing runs on the tag page, to its end", () =>
  visit(browser, site, { allow: [NOT_THERE] }, async (page) => {
    let address = "/tagged/hostile";
    while (address) {
      await page.goto(address);
      await assertHarmless(page);
      const next = page.locator("a[rel~=next]");
      address = (await next.count()) > 0 ? new URL(await next.first().getAttribute("href"), page.url()).href : null;
    }
  }));

test("nothing runs on the posts' own pages, hovered over", () =>
  visit(browser, site, { allow: [NOT_THERE] }, async (page, view) => {
    for (const { id } of posts) {
      await page.goto(`/@hostile/${id}`);
      await assertHarmless(page);
      assert.deepEqual(view.unexpected(), [], JSON.stringify(posts.find((post) => post.id === id)));
    }
    for (const { id } of posts.filter((_, at) => at % 4 === 0)) {
      await page.goto(`/@hostile/${id}`);
      for (const link of await page.locator("main article a[href]").all()) {
        await link.hover({ timeout: 500 }).catch(() => {});
      }
      assert.equal(await page.evaluate(() => window.__pwned), undefined);
    }
  }));

test("nothing runs from an address", () =>
  visit(browser, site, { allow: [/status of 40[04]/] }, async (page) => {
    for (const html of HTML) {
      const text = encodeURIComponent(html.replaceAll("\u0000", ""));
      for (const path of [`/search?q=${text}`, `/tagged/${text}`, `/tagged/hostile?q=${text}`, `/tagged/hostile?sort=${text}`]) {
        const answer = await page.goto(path);
        assert.ok(answer.status() < 500, `${answer.status()} at ${path}`);
        await assertHarmless(page);
      }
    }
  }));

test("feeds stay well-formed", () =>
  visit(browser, site, {}, async (page) => {
    await page.goto("/tagged/hostile");
    for (const kind of ["rss", "atom"]) {
      const text = await (await page.request.get(`/tagged/hostile/${kind}`)).text();
      const wrong = await page.evaluate((source) => {
        const tree = new DOMParser().parseFromString(source, "application/xml");
        return tree.querySelector("parsererror")?.textContent ?? null;
      }, text);
      assert.equal(wrong, null, kind);
      assert.doesNotMatch(text.toLowerCase(), /javascript:window|onerror=window|<script/);
    }
    JSON.parse(await (await page.request.get("/tagged/hostile/feed.json")).text());
  }));
