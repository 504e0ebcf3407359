// A supplier publishes, searches and withdraws; what a customer has claimed stays.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, device, done, partnerHeader, server } from './stage.mjs';

const rowOf = (page, text) => page.locator('[role=row][data-index]').filter({ hasText: text });
/// In use at the demo's first customer.
const claimed = '1BMFRA846W';
const file = (name, ...rows) => ({ name, mimeType: 'text/csv', buffer: Buffer.from([partnerHeader, ...rows, ''].join('\r\n')) });

async function publishing(page) {
  await page.getByRole('button', { name: 'Publish devices' }).first().click();
  return page.getByRole('dialog', { name: 'Publish devices' });
}
async function find(page, serial) {
  await page.getByRole('searchbox', { name: 'Serial number begins with' }).fill(serial);
  await page.waitForURL(new RegExp(`serial_prefix=${serial}`));
}

describe('the directory', () => {
  it('is where a supplier begins, and says what is claimed but never by whom', async () => {
    const page = await as('supplier');
    await page.waitForURL(/\/directory$/);
    await rowOf(page, 'Not claimed').first().waitFor();
    await find(page, claimed);
    await rowOf(page, /Claimed/).waitFor();
    await counted(page.getByText('Harbour Bakery'), 0);
    await accessible(page, 'the directory');
    await done(page);
  });

  it('takes files that are checked first, and leaves bad rows out with what is wrong', async () => {
    const page = await as('supplier');
    const panel = await publishing(page);
    await accessible(page, 'publishing');
    await panel.locator('input[type=file]').setInputFiles([file('one.csv', 'Everglen,Ridge 5,NEW-1', 'Everglen,,NEW-2'), file('two.csv', 'Everglen,Ridge 5,NEW-3', device(60))]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('2 would be published').waitFor();
    await panel.getByText('1 is published already').waitFor();
    await panel.getByText('1 would be refused').waitFor();
    const bad = panel.getByRole('row').filter({ hasText: 'Value missing' });
    assert.match(await bad.innerText(), /^3\s+Model/);
    await accessible(page, 'what would be published');
    const supplier = (await server.api('supplier', '/organisations')).items[0].id;
    assert.equal((await server.api('supplier', `/suppliers/${supplier}/directory?serial_prefix=NEW-`)).items.length, 0, 'a check publishes nothing');
    await panel.getByRole('button', { name: 'Publish 2 devices' }).click();
    await panel.waitFor({ state: 'detached' });
    await find(page, 'NEW-');
    await rowOf(page, 'NEW-3').waitFor();
    await counted(page.locator('[role=row][data-index]'), 2);
    await done(page);
  });

  it('takes rows that are pasted, and says when there is nothing new', async () => {
    const page = await as('supplier');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const panel = await publishing(page);
    await page.evaluate((text) => navigator.clipboard.writeText(text), `${partnerHeader}\n${device(61)}\n`);
    await panel.getByRole('group', { name: 'File upload' }).focus();
    await page.keyboard.press('Control+V');
    await panel.getByText('Pasted rows.csv').waitFor();
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('There is nothing new to publish in it.').waitFor();
    await counted(panel.getByRole('button', { name: /^Publish \d/ }), 0);
    await panel.getByRole('button', { name: 'Change the file' }).click();
    await panel.getByText('Pasted rows.csv').waitFor();
    await done(page);
  });

  it('refuses what is no list of devices with what to do next', async () => {
    const page = await as('supplier');
    const panel = await publishing(page);
    await panel.locator('input[type=file]').setInputFiles({ name: 'holiday.csv', mimeType: 'text/csv', buffer: Buffer.from('Beach,Price\r\nSand,12\r\n') });
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('alert').getByText(/req_/).waitFor();
    await done(page);
  });

  it('takes one device that is typed in, and gives it back by the keyboard', async () => {
    const page = await as('supplier');
    const panel = await publishing(page);
    await panel.getByRole('tab', { name: 'One device' }).click();
    await panel.getByLabel('Manufacturer').fill('Everglen');
    await panel.getByLabel('Model').fill('Ridge 7');
    await panel.getByLabel('Serial number').fill('TYPED-1');
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Publish 1 device' }).click();
    await panel.waitFor({ state: 'detached' });
    await page.getByText('1 device published.').first().waitFor({ state: 'detached' });
    await find(page, 'TYPED');
    await rowOf(page, 'TYPED-1').focus();
    await page.keyboard.press('Space');
    await page.getByText('1 device selected').waitFor();
    await page.getByRole('button', { name: 'Withdraw' }).press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Withdraw 1 device' });
    await question.getByText('TYPED-1').waitFor();
    await accessible(page, 'the question before withdrawing');
    await question.getByRole('button', { name: 'Withdraw 1 device' }).press('Enter');
    await page.getByText('No published device has such a serial number').waitFor();
    await page.getByText('1 device withdrawn.').first().waitFor({ state: 'detached' });
    await accessible(page, 'a search without result');
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await rowOf(page, 'Not claimed').first().waitFor();
    await done(page);
  });

  it('keeps what is claimed, and says which', async () => {
    const page = await as('supplier');
    await find(page, claimed);
    await rowOf(page, /Claimed/).getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Withdraw' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByText('All of these are claimed; none can be withdrawn.').waitFor();
    assert.ok(await question.getByRole('button', { name: /^Withdraw/ }).isDisabled());
    await done(page);
  });

  it('is accessible in the dark, too', async () => {
    const page = await as('supplier', { colorScheme: 'dark' });
    await rowOf(page, 'Not claimed').first().waitFor();
    await accessible(page, 'the directory in the dark');
    const panel = await publishing(page);
    await accessible(page, 'publishing in the dark');
    await panel.locator('input[type=file]').setInputFiles([file('one.csv', 'Everglen,Ridge 5,DARK-1', 'Everglen,,DARK-2', device(62))]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('1 would be refused').waitFor();
    await accessible(page, 'what would be published, in the dark');
    await done(page);
  });
});
