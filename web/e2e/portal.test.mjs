// The portal in a browser, against the built server with a real data folder.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { accessible, launch, newPage, signIn } from './browser.mjs';
import { demo } from './server.mjs';

let server;
let browser;
before(async () => {
  server = await demo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function as(who, options) {
  const page = await newPage(browser, server.address, options);
  await signIn(page, `${who}@example.com`, server.password);
  return page;
}
const done = async (page) => {
  assert.deepEqual(page.mistakes, []);
  await page.context().close();
};
const sample = readFileSync(new URL('../../samples/directory-sample.csv', import.meta.url), 'utf8').split('\r\n');
const device = (i) => sample[i].split(',').slice(0, 3).join(',');
const partnerHeader = 'Manufacturer,Model,Serial Number';

describe('signing in', () => {
  it('refuses a wrong password with what to do and a request ID', async () => {
    const page = await newPage(browser, server.address);
    await page.goto('/customers?x=1');
    await page.waitForURL(/sign-in\?next=/);
    await page.getByLabel('E-mail address').fill('partner@example.com');
    await page.getByLabel('Password').fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.getByText(/req_/).waitFor();
    await page.getByLabel('Password').fill(server.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/customers\?x=1$/);
    await done(page);
  });

  it('says when the server cannot be reached', async () => {
    const page = await newPage(browser, server.address);
    await page.goto('/sign-in');
    await page.getByLabel('E-mail address').fill('partner@example.com');
    await page.getByLabel('Password').fill('x');
    await page.context().setOffline(true);
    await page.getByText('You are offline').waitFor();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('The server cannot be reached').waitFor();
    await done(page);
  });

  it('ends with signing out', async () => {
    const page = await as('customer');
    await page.getByRole('button', { name: /Account and settings/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(/sign-in/);
    await page.goto('/devices');
    await page.waitForURL(/sign-in/);
    await done(page);
  });

  it('speaks German', async () => {
    const page = await newPage(browser, server.address, { locale: 'de-DE' });
    await page.goto('/sign-in');
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await done(page);
  });
});

describe('registering devices for a customer', () => {
  it('goes from the customers to Ready for user, and leaves the bad rows out', async () => {
    const page = await as('partner');
    await page.getByText('Harbour Bakery').click();
    await page.getByRole('heading', { name: 'Service administration' }).waitFor();
    await page.getByRole('link', { name: 'Devices' }).click();
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles([
      { name: 'first.csv', mimeType: 'text/csv', buffer: Buffer.from(`${partnerHeader}\r\n${device(40)}\r\nEverglen,Ridge 5,NEVERMADE1\r\n`) },
      { name: 'second.csv', mimeType: 'text/csv', buffer: Buffer.from(`${partnerHeader}\r\n\r\n${device(41)}`) },
    ]);
    await panel.getByLabel(/Order ID/).fill('E2E-1');
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText('1 would fail').waitFor();
    await panel.getByText('NEVERMADE1').waitFor();
    await panel.getByText('Device not found').waitFor();
    await accessible(page, 'the forecast');
    await panel.getByRole('button', { name: 'Register 2 devices' }).click();
    await page.getByText('2 of 2 rows decided').waitFor();
    await page.getByRole('button', { name: 'See its devices' }).click();
    await page.getByRole('row').filter({ hasText: 'Ready for user' }).nth(1).waitFor();
    assert.equal(await page.getByRole('row').count(), 3);
    await done(page);
  });

  it('refuses files with different columns before anything is sent', async () => {
    const page = await as('customer');
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles([
      { name: 'first.csv', mimeType: 'text/csv', buffer: Buffer.from(`${partnerHeader}\r\n${device(42)}\r\n`) },
      { name: 'other.csv', mimeType: 'text/csv', buffer: Buffer.from(`Serial Number,Model\r\na,b\r\n`) },
    ]);
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByText(/other.csv has other columns/).waitFor();
    await done(page);
  });

  it('takes one device that is typed in', async () => {
    const page = await as('customer');
    await page.getByRole('button', { name: 'Register devices' }).click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
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
});

describe('the devices', () => {
  it('are filtered by a counter, and the view stands in the address', async () => {
    const page = await as('customer');
    await page.getByRole('group', { name: 'Devices by state' }).getByRole('button', { name: /Registration failed/ }).click();
    await page.waitForURL(/state=registration_failed/);
    await page.getByRole('row').filter({ hasText: 'NOSUCHDEV1' }).click();
    const panel = page.getByRole('dialog', { name: 'NOSUCHDEV1' });
    await panel.getByRole('button', { name: 'Copy for the supplier' }).waitFor();
    await panel.getByText(/req_/).waitFor();
    await page.reload();
    await page.getByRole('dialog', { name: 'NOSUCHDEV1' }).waitFor();
    await done(page);
  });

  it('get a group tag and are removed, by keyboard', async () => {
    const page = await as('customer');
    await page.goto('/devices?serial_prefix=1BMFRA846W');
    const row = page.getByRole('row').filter({ hasText: '1BMFRA846W' });
    await row.focus();
    await page.keyboard.press('Space');
    await page.getByText('1 device selected').waitFor();
    await page.getByRole('button', { name: 'Group tag' }).press('Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Group tag' }).fill('kiosk');
    await page.keyboard.press('Enter');
    await row.filter({ hasText: 'kiosk' }).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove 1 device' }).press('Enter');
    await page.getByText('No device fits these filters').waitFor();
    await done(page);
  });

  it('change before her eyes when somebody else registers', async () => {
    const page = await as('partner');
    const { items } = await server.api('partner', '/customers');
    await page.goto(`/customers/${items[0].id}/devices?order_id=LIVE`);
    await page.getByText('No device fits these filters').waitFor();
    const [manufacturer, model, serial_number] = device(44).split(',');
    await server.api('partner', `/customers/${items[0].id}/batches`, { method: 'POST', body: JSON.stringify({ order_id: 'LIVE', devices: [{ manufacturer, model, serial_number }] }) });
    await page.getByRole('row').filter({ hasText: serial_number }).filter({ hasText: 'Ready for user' }).waitFor({ timeout: 25_000 });
    await done(page);
  });
});

describe('every page is accessible', () => {
  for (const colorScheme of ['light', 'dark']) {
    it(`in ${colorScheme}`, async () => {
      const open = await newPage(browser, server.address, { colorScheme });
      for (const path of ['/sign-in', '/set-up#x', '/password-reset#x', '/invitation#x', '/relationship-request#x']) {
        await open.goto(path);
        await open.getByRole('heading').first().waitFor();
        await accessible(open, path);
      }
      await done(open);
      const page = await as('partner', { colorScheme });
      const { items } = await server.api('partner', '/customers');
      const customer = `/customers/${items[0].id}`;
      const { items: batches } = await server.api('partner', `${customer}/batches`);
      const { items: failed } = await server.api('partner', `${customer}/devices?state=registration_failed`);
      const paths = ['/customers', customer, `${customer}/devices`, `${customer}/devices?device=${failed[0].id}`, `${customer}/devices?order_id=none`, `${customer}/uploads`, `${customer}/uploads/${batches[0].id}`, '/account', '/nothing-here'];
      for (const path of paths) {
        await page.goto(path);
        await page.getByRole('navigation').first().waitFor({ state: 'attached' });
        await page.waitForLoadState('networkidle');
        await accessible(page, path);
      }
      await done(page);
    });
  }
});

describe('the budget', () => {
  // Gzipped JavaScript that a first visit loads.
  async function loaded(path, session) {
    const page = session ? await as('customer') : await newPage(browser, server.address);
    const cold = session ? await newPage(browser, server.address, { storageState: await page.context().storageState() }) : page;
    let bytes = 0;
    await cold.route('**/assets/*.js', async (route) => {
      const response = await fetch(route.request().url(), { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(response.headers.get('content-encoding') ?? 'small', response.headers.get('content-encoding') ? 'gzip' : 'small');
      bytes += Number(response.headers.get('content-length'));
      await route.continue();
    });
    await cold.goto(path);
    await cold.waitForLoadState('networkidle');
    await done(cold);
    return bytes;
  }
  it('of the sign-in page is 250 KB', async () => {
    const bytes = await loaded('/sign-in', false);
    console.log(`# sign-in: ${Math.round(bytes / 1000)} KB`);
    assert.ok(bytes > 50_000 && bytes < 250_000, `${bytes}`);
  });
  it('of the devices page is 450 KB', async () => {
    const bytes = await loaded('/devices', true);
    console.log(`# devices: ${Math.round(bytes / 1000)} KB`);
    assert.ok(bytes > 100_000 && bytes < 450_000, `${bytes}`);
  });
});
