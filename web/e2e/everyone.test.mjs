// The portal for everybody: screen readers, slow and lost connections, the keyboard alone, other countries.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, asNobody, device, done, partnerHeader } from './stage.mjs';

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
