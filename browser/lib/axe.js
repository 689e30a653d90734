// Accessibility by axe-core: everything it knows for WCAG 2.2 A and AA, and its best practices.

import assert from "node:assert/strict";
import axe from "axe-core";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Asserts that axe-core finds nothing on the page as it stands. */
export async function assertAccessible(page, where) {
  await page.evaluate(axe.source);
  const { passes, violations } = await page.evaluate(async (values) => {
    const result = await window.axe.run(document, { runOnly: { type: "tag", values } });
    const violations = result.violations.flatMap(({ id, help, nodes }) =>
      nodes.slice(0, 5).map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
    );
    return { passes: result.passes.length, violations };
  }, tags);
  assert.deepEqual(violations, [], where);
  assert.ok(passes > 15, `${where}: only ${passes} rules looked at anything`);
}
