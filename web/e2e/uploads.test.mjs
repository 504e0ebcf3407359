// Uploads: what is going on, what came of each, and that it goes on without anybody looking.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, asNobody, device, done, partnerHeader, server } from './stage.mjs';

const own = async () => `/customers/${(await server.api('customer', '/whoami')).organisation.id}`;
const rows = (...lines) => [partnerHeader, ...lines, ''].join('\r\n');
const upload = async (text, query) => server.api('customer', `${await own()}/batches?${query}`, { method: 'POST', body: text, headers: { 'Content-Type': 'text/csv' } });
const many = (count, name) => rows(Array.from({ length: count }, (_, i) => `Everglen,Ridge 5,${name}${i}`).join('\r\n'));
async function over(id) {
  for (;;) {
    const now = await server.api('customer', `${await own()}/batches/${id}`);
    if (now.state === 'finished' || now.state === 'cancelled') return now;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the uploads', () => {
  it('begin with a button where nothing was uploaded yet', async () => {
    const post = (who, path, body) => server.api(who, path, { method: 'POST', body: JSON.stringify(body) });
    const { id } = await post('operator', '/organisations', { kind: 'customer', name: 'Tern Optics' });
    const { link } = await post('operator', `/organisations/${id}/invitations`, { email: 'tessa@tern.example', role: 'administrator' });
    const page = await asNobody();
    const joined = await page.context().request.post('/api/v1/invitations/join', { data: { link, name: 'Tessa Tern', password: 'nine grey herons at dusk' } });
    assert.equal(joined.status(), 201);
    await page.goto('/uploads');
    await page.getByText('No uploads yet').waitFor();
    await page.getByRole('button', { name: 'Register devices' }).click();
    await page.getByRole('dialog', { name: 'Register devices' }).waitFor();
    await done(page);
  });

  it('are seen to come and to move, with who, when and for which order', async () => {
    const page = await as('customer');
    await page.goto('/uploads');
    await page.getByRole('grid').waitFor();
    const asked = [];
    page.on('request', (request) => request.url().includes('/api/') && asked.push(request.url()));
    const batch = await upload(many(60_000, 'MOVES'), 'file_name=moves.csv&order_id=O-77');
    const line = page.getByRole('row').filter({ hasText: 'moves.csv' });
    await line.waitFor({ timeout: 5000 });
    await line.getByText('O-77').waitFor();
    await line.getByText('Harbour Bakery').waitFor();
    await line.getByText('60,000').first().waitFor();
    await over(batch.id);
    await line.getByText('Finished').waitFor({ timeout: 5000 });
    await line.getByText(/rows a second/).waitFor();
    assert.ok(asked.length < 6, `events carry it, not ${asked.length} requests`);
    await accessible(page, 'the uploads');
    await done(page);
  });

  it('are each a page with its rows by outcome, mended and tried again', async () => {
    await upload(rows(device(60), 'Everglen,Ridge 5,AGAIN1', 'Everglen,,AGAIN2'), 'file_name=mixed.csv&purchase_id=P-5').then((batch) => over(batch.id));
    const page = await as('customer');
    await page.goto('/uploads');
    await page.getByRole('row').filter({ hasText: 'mixed.csv' }).click();
    await page.getByText('3 of 3 rows decided').waitFor();
    await counted(page.getByRole('progressbar').locator('span'), 2, 'a part for those registered, one for those that failed');
    await page.getByText('P-5').waitFor();
    await page.getByRole('tab', { name: 'Failed (2)' }).click();
    const failed = page.getByRole('row').filter({ hasText: 'AGAIN1' });
    await failed.getByText(/Device not found/).waitFor();
    await counted(page.getByRole('row').filter({ hasText: device(60).split(',')[2] }), 0);
    await page.getByRole('tab', { name: 'Registered (1)' }).click();
    await page.getByRole('row').filter({ hasText: device(60).split(',')[2] }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download results' }).click()]);
    assert.equal(readFileSync(await download.path(), 'utf8').trim().split('\r\n').length, 4);
    const before = page.url();
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await page.waitForURL((url) => url.href !== before && /uploads\/bat_/.test(url.href));
    await page.getByText('2 of 2 rows decided').waitFor();
    await page.getByText('Retry of').waitFor();
    await accessible(page, 'an upload');
    await done(page);
  });

  it('are cancelled: what is registered stays, the rest is given up', async () => {
    const page = await as('customer');
    const batch = await upload(many(400_000, 'CANCEL'), 'file_name=much.csv');
    await page.goto(`/uploads/${batch.id}`);
    await page.getByText('This goes on without you', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Cancel the upload' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the upload' }).click();
    await page.getByText('Cancelled', { exact: true }).first().waitFor();
    const now = await over(batch.id);
    assert.equal(now.state, 'cancelled');
    assert.ok(now.counts.cancelled > 0);
    await page.getByRole('tab', { name: /^Cancelled \(/ }).waitFor();
    await done(page);
  });

  it('go on when the tab is closed', async () => {
    const page = await as('customer');
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles([{ name: 'left-alone.csv', mimeType: 'text/csv', buffer: Buffer.from(many(100_000, 'ALONE').replace('ALONE0\r', `ALONE0\r\n${device(61)}\r`)) }]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register all rows, failures included' }).click();
    await page.waitForURL(/uploads\/bat_/);
    const id = /bat_\w+/.exec(page.url())[0];
    await done(page);
    const now = await over(id);
    assert.equal(now.state, 'finished');
    assert.deepEqual([now.counts.registered, now.counts.failed], [1, 100_000]);
    const later = await as('customer');
    await later.goto('/uploads');
    await later.getByRole('row').filter({ hasText: 'left-alone.csv' }).getByText('Finished').waitFor();
    await done(later);
  });
});
