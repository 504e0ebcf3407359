// Every page for everybody: accessible and readable in each theme, with room, on a phone and a wall, from right to left.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, drawn, readable } from './browser.mjs';
import { cutOffWhenWider, faint, smallTargets } from './looks.mjs';
import { onEveryPage, stickingOut } from './places.mjs';
import { server } from './stage.mjs';

const choice = (name, value) => ({ storageState: { cookies: [], origins: [{ origin: server.address, localStorage: [{ name: `muster.${name}`, value }] }] } });
const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 760 };

async function fits(page, path, sizes) {
  for (const [what, size] of Object.entries(sizes)) {
    await page.setViewportSize(size);
    await drawn(page);
    assert.deepEqual(await stickingOut(page), [], `${path} ${what}`);
  }
}

describe('every page', () => {
  // In one walk, since most of its time goes into opening the pages.
  it('is accessible in light and dark, has room for fingers and wide text, and fits a phone', async () => {
    await onEveryPage(() => ({ colorScheme: 'light' }), async (page, path) => {
      await accessible(page, `${path} in light`);
      assert.deepEqual(await page.evaluate(faint), [], `fields, icons and charts of ${path} in light (1.4.11)`);
      const heading = (await page.locator('h1').first().textContent()).trim();
      const title = await page.title();
      assert.ok(title.includes(heading) && title.endsWith(' · Muster'), `${path}: "${title}" for "${heading}" (2.4.2)`);
      assert.deepEqual(await page.evaluate(smallTargets), [], `targets of ${path} (2.5.8)`);

      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForFunction(() => getComputedStyle(document.documentElement).colorScheme === 'dark');
      await readable(page, `${path} in dark`);
      assert.deepEqual(await page.evaluate(faint), [], `fields, icons and charts of ${path} in dark (1.4.11)`);
      await page.emulateMedia({ colorScheme: 'light' });

      // 1280 by 1024, enlarged four times (WCAG 1.4.10).
      await fits(page, path, { 'on a phone': phone, 'at 400 %': { width: 320, height: 256 } });
      await page.setViewportSize(desk);
      await drawn(page);
      assert.deepEqual(await page.evaluate(cutOffWhenWider), [], `wide text on ${path} (1.4.12)`);
    });
  });

  it('is accessible in high contrast and in forced colours, and fits a large screen', async () => {
    await onEveryPage(() => choice('theme', 'contrast'), async (page, path) => {
      await accessible(page, `${path} in high contrast`);
      assert.deepEqual(await page.evaluate(faint), [], `fields, icons and charts of ${path} in high contrast (1.4.11)`);
      await fits(page, path, { 'on a large screen': { width: 3840, height: 2160 } });
      await page.setViewportSize(desk);
      await page.emulateMedia({ forcedColors: 'active' });
      // Forced colours are the system's own, which axe does not see.
      await accessible(page, `${path} in forced colours`, ['color-contrast']);
      await page.emulateMedia({ forcedColors: 'none' });
    }, ['partner']);
  });

  it('can be read from right to left, with longer texts', async () => {
    await onEveryPage(() => choice('language', 'x-mirror'), async (page, path) => {
      assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
      assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main')).direction), 'rtl');
      await fits(page, path, { 'from right to left': desk, 'from right to left on a phone': phone });
      await page.setViewportSize(desk);
    }, ['partner']);
  });
});
