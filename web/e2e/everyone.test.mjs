// The pages for everybody: screen readers, contrast, right to left, small and large, slow and offline.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, readable } from './browser.mjs';
import { cutOffWhenWider, faint, smallTargets } from './looks.mjs';
import { onEveryPage, stickingOut } from './places.mjs';
import { as, asNobody, device, done, partnerHeader, server } from './stage.mjs';

const choice = (name, value) => ({ storageState: { cookies: [], origins: [{ origin: server.address, localStorage: [{ name: `muster.${name}`, value }] }] } });
const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 760 };

/// Waits until a page is drawn anew after its theme or its size was changed.
const drawn = (page) =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Colours change by and by.
    for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
  });

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
      await drawn(page);
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
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

  it('is readable in high contrast, and fits a large screen', async () => {
    await onEveryPage(() => choice('theme', 'contrast'), async (page, path) => {
      await readable(page, `${path} in high contrast`);
      assert.deepEqual(await page.evaluate(faint), [], `fields, icons and charts of ${path} in high contrast (1.4.11)`);
      await fits(page, path, { 'on a large screen': { width: 3840, height: 2160 } });
      await page.setViewportSize(desk);
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

describe('screen readers', () => {
  it('are told of results and progress', async () => {
    const page = await as('customer');
    await page.evaluate(() => {
      window.heard = [];
      const hear = () => {
        for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]')) {
          const text = region.textContent?.trim();
          if (text && !window.heard.includes(text)) window.heard.push(text);
        }
      };
      new MutationObserver(hear).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const heard = (pattern) => page.waitForFunction((source) => window.heard.some((text) => new RegExp(source).test(text)), pattern.source);
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles([{ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from([partnerHeader, device(70), 'Everglen,Ridge 5,UNHEARD', ''].join('\r\n')) }]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await heard(/1 would be ready for its user.*1 would fail/);
    await panel.getByRole('button', { name: 'Register all rows' }).click();
    await heard(/Upload accepted/);
    await heard(/Finished: 1 registered, 1 failed/);
    await done(page);
  });
});

describe('the connection', () => {
  it('may be slow: 200 ms there and back, and everything still works once', async () => {
    const page = await as('customer');
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 200, downloadThroughput: 500_000, uploadThroughput: 500_000 });
    const from = Date.now();
    await page.goto('/devices');
    await page.getByRole('row').nth(3).waitFor();
    assert.ok(Date.now() - from < 8000, `${Date.now() - from} ms`);
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles([{ name: 'slow.csv', mimeType: 'text/csv', buffer: Buffer.from([partnerHeader, device(71), ''].join('\r\n')) }]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('The server checks every row. Nothing is registered yet.').waitFor();
    const register = panel.getByRole('button', { name: 'Register 1 device' });
    await register.waitFor();
    const posts = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await register.dblclick();
    await page.getByText('1 of 1 rows decided').waitFor();
    assert.equal(posts.length, 1);
    await done(page);
  });

  it('may be lost: it says so, keeps what was there, and goes on by itself', async () => {
    const page = await as('customer');
    await page.goto('/devices');
    await page.getByRole('row').nth(3).waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.getByRole('button', { name: 'Serial number', exact: true }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor({ timeout: 20_000 });
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await page.getByRole('row').nth(3).waitFor({ timeout: 20_000 });
    await done(page);
  });
});

describe('by keyboard alone', () => {
  it('a device is registered', async () => {
    const page = await as('customer');
    const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
    const here = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent || '');
    const tabTo = async (pattern) => {
      for (let i = 0; i < 60 && !pattern.test(await here()); ++i) await press('Tab');
      assert.match(await here(), pattern);
    };
    await page.goto('/devices');
    await page.getByRole('row').nth(3).waitFor();
    await tabTo(/^Register devices$/);
    await press('Enter');
    await page.getByRole('dialog', { name: 'Register devices' }).waitFor();
    await tabTo(/^File upload$/);
    await press('ArrowRight', 'Enter');
    await page.getByRole('textbox', { name: 'Manufacturer' }).waitFor();
    const [manufacturer, model, serial] = device(72).split(',');
    for (const value of [manufacturer, model, serial]) {
      await press('Tab');
      await page.keyboard.type(value);
    }
    await tabTo(/^Check first$/);
    await press('Enter');
    await page.getByRole('button', { name: 'Register 1 device' }).waitFor();
    await tabTo(/^Register 1 device$/);
    await press('Enter');
    await page.getByText('1 of 1 rows decided').waitFor();
    await done(page);
  });
});

describe('numbers and dates', () => {
  it('are as the reader writes them', async () => {
    const page = await as('customer');
    const { cookies } = await page.context().storageState();
    await done(page);
    const german = await asNobody({ locale: 'de-DE' });
    await german.context().addCookies(cookies);
    await german.goto('/devices');
    await german.getByRole('heading', { name: 'Geräte' }).waitFor();
    await german.getByText(/^\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}$/).first().waitFor();
    await german.getByRole('row').filter({ hasText: 'Doppelt in der Datei' }).first().click();
    await german.getByRole('dialog').getByText('Dasselbe Gerät steht in Zeile 2.').waitFor();
    await done(german);
  });
});
