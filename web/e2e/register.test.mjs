// Registering devices: files dropped, pasted and chosen, checked first; one device typed in; hashes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, device, done, partnerHeader, server } from './stage.mjs';

const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const rows = (...lines) => [partnerHeader, ...lines, ''].join('\r\n');

async function openPanel(page) {
  await page.getByRole('button', { name: 'Register devices' }).first().click();
  return page.getByRole('dialog', { name: 'Register devices' });
}
const choose = (panel, ...files) => panel.locator('input[type=file]').setInputFiles(files);
const uploads = async () => {
  const { organisation } = await server.api('customer', '/whoami');
  return (await server.api('customer', `/customers/${organisation.id}/batches`)).items.length;
};

describe('registering devices for a customer', () => {
  it('goes from the customers to Ready for user, and leaves the bad rows out', async () => {
    const page = await as('partner');
    await page.getByText('Harbour Bakery').click();
    await page.getByRole('heading', { name: 'Service administration' }).waitFor();
    await page.getByRole('link', { name: 'Devices' }).click();
    const panel = await openPanel(page);
    await choose(panel, file('first.csv', rows(device(40), 'Everglen,Ridge 5,NEVERMADE1')), file('second.csv', `${partnerHeader}\r\n\r\n${device(41)}`));
    await panel.getByLabel(/Order ID/).fill('E2E-1');
    await panel.getByLabel(/Purchase ID/).fill('P-9');
    const before = await uploads();
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('1 would fail').waitFor();
    assert.equal(await uploads(), before, 'a check registers nothing');
    await panel.getByText('Partner form · 3 rows').waitFor();
    await panel.getByText('2 would be ready for their users').waitFor();
    await panel.getByRole('list', { name: 'Outcomes' }).getByText('Device not found: 1').waitFor();
    const bad = panel.getByRole('row').filter({ hasText: 'NEVERMADE1' });
    await bad.getByText('3', { exact: true }).waitFor();
    await bad.getByText('Device not found').waitFor();
    await bad.getByText(/ask the supplier/).waitFor();
    await accessible(page, 'the forecast');
    await panel.getByRole('button', { name: 'Register 2 devices' }).click();
    await page.getByText('2 of 2 rows decided').waitFor();
    await page.getByText('E2E-1').waitFor();
    await page.getByText('P-9').waitFor();
    await page.getByRole('button', { name: 'See its devices' }).click();
    await page.getByRole('row').filter({ hasText: 'Ready for user' }).nth(1).waitFor();
    await counted(page.getByRole('row'), 3);
    await done(page);
  });

  it('says what differs in a value, in which column, and what to do', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    const [manufacturer, model, serial] = device(46).split(',');
    await choose(panel, file('typed.csv', rows(`${manufacturer.toUpperCase()},${model},${serial}`, `${manufacturer},,NOMODEL9`)));
    await panel.getByRole('button', { name: 'Check first' }).click();
    const differs = panel.getByRole('row').filter({ hasText: serial });
    await differs.getByText(`the directory has \`${manufacturer}\``, { exact: false }).waitFor();
    const missing = panel.getByRole('row').filter({ hasText: 'NOMODEL9' });
    await missing.getByText('Model', { exact: true }).waitFor();
    await missing.getByText('Value missing').waitFor();
    await missing.getByText(/Fill in the named column/).waitFor();
    await counted(panel.getByRole('button', { name: /^Register \d/ }), 0);
    await panel.getByRole('button', { name: 'Change the file' }).click();
    await panel.getByText('typed.csv').waitFor();
    const before = await uploads();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.waitFor({ state: 'detached' });
    assert.equal(await uploads(), before);
    await done(page);
  });

  it('leaves out more bad rows than are shown', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    const bad = Array.from({ length: 1200 }, (_, i) => `Everglen,"Ridge, 5",NEVER${i}`);
    await choose(panel, file('long.csv', rows(...bad.slice(0, 600), device(47), ...bad.slice(600), device(48))));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('Only the first of them are shown.').waitFor();
    await panel.getByRole('button', { name: 'Register 2 devices' }).click();
    await page.getByText('2 of 2 rows decided').waitFor();
    await done(page);
  });

  it('refuses files with different columns before anything is sent', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    await choose(panel, file('first.csv', rows(device(42))), file('other.csv', 'Serial Number,Model\r\na,b\r\n'));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText(/other.csv has other columns/).waitFor();
    await done(page);
  });

  it('says what the server cannot read, and takes the next file', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    await choose(panel, file('odd.csv', 'Name,Colour\r\nx,red\r\n'));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('alert').getByText(/req_/).waitFor();
    await panel.getByRole('button', { name: 'Take odd.csv out' }).click();
    await choose(panel, file('good.csv', rows(device(49))));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).waitFor();
    await done(page);
  });
});

describe('a file', () => {
  it('is dropped', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
      return transfer;
    }, rows(device(50)));
    const place = panel.getByRole('group', { name: 'File upload' });
    await place.dispatchEvent('dragover', { dataTransfer: dropped });
    await place.dispatchEvent('drop', { dataTransfer: dropped });
    await panel.getByText('dropped.csv').waitFor();
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).waitFor();
    await done(page);
  });

  it('is pasted as rows', async () => {
    const page = await as('customer', { permissions: ['clipboard-read', 'clipboard-write'] });
    const panel = await openPanel(page);
    await page.evaluate((text) => navigator.clipboard.writeText(text), rows(device(51)));
    await panel.getByRole('group', { name: 'File upload' }).focus();
    await page.keyboard.press('Control+V');
    await panel.getByText('Pasted rows.csv').waitFor();
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).waitFor();
    await done(page);
  });

  it('has samples to start from, with which the check says what each row is', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('link', { name: 'Partner form' }).click()]);
    assert.equal(download.suggestedFilename(), 'device-registration-sample-partner.csv');
    const text = readFileSync(await download.path());
    assert.deepEqual(text, readFileSync(new URL('../../samples/device-registration-sample-partner.csv', import.meta.url)));
    await done(page);
  });

  it('of hardware hashes is a customer’s own way', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    await choose(panel, { name: 'hashes.csv', mimeType: 'text/csv', buffer: readFileSync(new URL('../../samples/device-registration-sample-self-service.csv', import.meta.url)) });
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('Hardware hash with assigned user · 4 rows').waitFor();
    const bad = panel.getByRole('row').filter({ hasText: 'Hardware Hash' });
    await bad.getByText('Hardware hash not valid').waitFor();
    await bad.getByText(/cut short/).waitFor();
    await panel.getByRole('button', { name: 'Register 3 devices' }).click();
    await page.getByText('3 of 3 rows decided').waitFor();
    await done(page);
  });

  it('is not lost by a tab that is closed while it is sent, and a panel that is closed asks', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    const lines = Array.from({ length: 20_000 }, (_, i) => `Everglen,Ridge 5,SLOWLY${i}`);
    await choose(panel, file('slow.csv', rows(...lines)));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('No row would succeed').waitFor();
    await panel.getByRole('button', { name: 'Change the file' }).click();
    await choose(panel, file('more.csv', rows(device(52))));
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register all rows, failures included' }).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 30_000 });
    await panel.getByRole('button', { name: 'Register all rows, failures included' }).click();
    await panel.getByText(/Sending the file: \d+\s?%/).first().waitFor();
    await panel.getByText('Keep this tab open until the server has the file', { exact: false }).waitFor();
    const asked = page.waitForEvent('dialog');
    page.reload().catch(() => {});
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await panel.getByRole('button', { name: 'Close' }).click();
    const stop = page.getByRole('alertdialog', { name: 'Stop sending the file?' });
    await stop.getByRole('button', { name: 'Cancel' }).click();
    await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await page.waitForURL(/\/uploads\/bat_/, { timeout: 30_000 });
    await page.getByText('20,001 of 20,001 rows decided').waitFor({ timeout: 30_000 });
    await done(page);
  });
});

describe('one device', () => {
  it('is typed in by its three values', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    await panel.getByRole('tab', { name: 'One device' }).click();
    const [manufacturer, model, serial] = device(43).split(',');
    await panel.getByLabel('Manufacturer').fill(manufacturer);
    await panel.getByLabel('Model').fill(model);
    await panel.getByLabel(/Serial number/).fill(serial);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).click();
    await page.getByText('1 of 1 rows decided').waitFor();
    await done(page);
  });

  it('is typed in by its hardware hash', async () => {
    const page = await as('customer');
    const panel = await openPanel(page);
    await panel.getByRole('tab', { name: 'One device' }).click();
    await panel.getByLabel(/Serial number/).fill('X1');
    await panel.getByLabel('Hardware hash').fill('not a hash');
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('Hardware hash not valid').first().waitFor();
    await done(page);
  });
});
