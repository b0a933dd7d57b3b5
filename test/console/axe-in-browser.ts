/** axe on a page that is open in the browser, for the tests of the console and of the documentation site. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe finds on a page that is serious or critical, by WCAG 2.2 AA. */
export const seriousIn = async (page: Page): Promise<readonly string[]> => {
  // By the debugger's protocol: the page's own policy allows no other script.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] })',
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
};
