import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Returns what axe finds that is serious or critical, by rule. */
export async function violationsOn(page: Page): Promise<string[]> {
  if (!(await page.evaluate<boolean>('Boolean(globalThis.axe)'))) await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join()}`,
    );
}

/** Returns what is cut or makes the page scroll sideways; what scrolls by itself is meant to. */
export function cutOn(page: Page, within: string): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('html, ${within} *')]
    .filter((element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1
      && !element.closest('.map') && getComputedStyle(element).overflowX !== 'auto'
      && getComputedStyle(element).display !== 'inline')
    .map((element) => element.outerHTML.slice(0, 200))`);
}

/** Returns what a finger or a mouse would miss. Links within a sentence may be as high as its line. */
export function smallTargetsOn(page: Page): Promise<string[]> {
  return page.evaluate<
    string[]
  >(`[...document.querySelectorAll('button, input, select, summary, .contact a, h3 a, h4 a')]
    .filter((element) => element.checkVisibility())
    .filter((element) => Math.min(element.offsetWidth, element.offsetHeight) < 24)
    .map((element) => element.outerHTML.slice(0, 200))`);
}

/** As readers may set it (WCAG 1.4.12). */
export async function spreadText(page: Page, within: string): Promise<void> {
  await page.evaluate(`for (const { style } of document.querySelectorAll('${within}, ${within} *'))
    Object.assign(style, { lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em' })`);
}

/** Goes through the page by Tab. Returns what has the focus and is hidden by something else, or shows no ring. */
export async function hiddenFocusOn(page: Page): Promise<string[]> {
  const hidden: string[] = [];
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate<string | null>(`(() => {
      const focused = document.activeElement;
      if (focused === document.body) return null;
      const { left, top, right, bottom } = focused.getBoundingClientRect();
      const [width, height] = [innerWidth, innerHeight];
      const middle = [(Math.max(left, 0) + Math.min(right, width)) / 2, (Math.max(top, 0) + Math.min(bottom, height)) / 2];
      const seen = document.elementFromPoint(...middle);
      const isSeen = seen !== null && (focused.contains(seen) || seen.contains(focused) && seen === focused.parentElement);
      const hasRing = getComputedStyle(focused).outlineStyle !== 'none';
      return isSeen && hasRing ? '' : focused.outerHTML.slice(0, 120);
    })()`);
    if (found === null) break;
    if (found !== '') hidden.push(found);
  }
  return hidden;
}
