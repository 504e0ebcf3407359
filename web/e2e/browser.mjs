// A browser, and what the tests do in it again and again.
import axe from 'axe-core';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

/// A page that fails its test when a script does, or when the policy is violated.
export async function newPage(browser, address, options = {}) {
  const context = await browser.newContext({ baseURL: address, locale: 'en-GB', viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.mistakes = [];
  page.on('pageerror', (error) => page.mistakes.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) page.mistakes.push(message.text());
  });
  return page;
}

export async function signIn(page, email, password) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: /Account and settings/ }).waitFor();
}

const wcag = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/// Of all rules of axe the one that another theme can break.
const contrast = { type: 'rule', values: ['color-contrast'] };

/// Waits until a page is drawn anew after something was changed.
export const drawn = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Colours change by and by.
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  });

async function check(page, rules, what, without = []) {
  await drawn(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const told = await page.evaluate(async ([runOnly, left]) => {
    // Fluent's focus sentinels (data-tabster-dummy) pass focus on at once; nobody stops at them.
    const { violations } = await window.axe.run({ exclude: '[data-tabster-dummy]' }, { runOnly, rules: Object.fromEntries(left.map((rule) => [rule, { enabled: false }])), resultTypes: ['violations'], iframes: false });
    return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`));
  }, [rules, without]);
  assert.deepEqual(told, [], `axe on ${what}`);
}

/// No violation of WCAG 2.2 A and AA.
export const accessible = (page, what, without) => check(page, wcag, what, without);
/// The same in another theme, where only colours differ.
export const readable = (page, what) => check(page, contrast, what);

/// Waits until there are `count` of what `locator` finds: a page is a moment behind what was clicked.
export async function counted(locator, count, what) {
  const late = Date.now() + 15_000;
  while ((await locator.count()) !== count && Date.now() < late) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await locator.count(), count, what);
}
