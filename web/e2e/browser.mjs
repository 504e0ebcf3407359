// A browser, and what the tests do in it again and again.
import { AxeBuilder } from '@axe-core/playwright';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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

/// No violation of WCAG 2.2 A and AA.
export async function accessible(page, what, without = []) {
  // Fluent's focus sentinels (data-tabster-dummy) pass focus on at once; nobody stops at them.
  // The portal has no frames: axe need not collect what it found through a page of its own, which takes as long again.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('[data-tabster-dummy]').disableRules(without).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  const told = violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${violation.help}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ''}`));
  assert.deepEqual(told, [], `axe on ${what}`);
}

/// Waits until there are `count` of what `locator` finds: a page is a moment behind what was clicked.
export async function counted(locator, count, what) {
  const late = Date.now() + 15_000;
  while ((await locator.count()) !== count && Date.now() < late) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await locator.count(), count, what);
}
