// Pictures of every page for docs/screenshots, from the built server: light and dark, on a desk and on a
// phone, full, empty and failed. `make screenshots`; look at each.
import { mkdirSync, readFileSync } from 'node:fs';
import { launch, newPage, signIn } from './browser.mjs';
import { demo } from './server.mjs';

const folder = new URL('../../docs/screenshots/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const server = await demo();
const browser = await launch();
const { items } = await server.api('partner', '/customers');
const customer = `/customers/${items[0].id}`;
const { items: batches } = await server.api('partner', `${customer}/batches`);
const { items: failed } = await server.api('partner', `${customer}/devices?state=registration_failed`);

const directory = readFileSync(new URL('../../samples/directory-sample.csv', import.meta.url), 'utf8').split('\r\n');
const rows = directory.slice(40, 60).map((line) => line.split(',').slice(0, 3).join(','));
const delivery = ['Manufacturer,Model,Serial Number', ...rows, rows[3], 'Everglen,,NOMODEL1', 'Everglen,Ridge 5,NEVERMADE1', ''].join('\r\n');
const checkSample = async (page) => {
  await page.getByRole('button', { name: 'Register devices' }).click();
  const panel = page.getByRole('dialog');
  await panel.locator('input[type=file]').setInputFiles({ name: 'delivery-note-4711.csv', mimeType: 'text/csv', buffer: Buffer.from(delivery) });
};
const pages = [
  ['sign-in', '/sign-in', 'nobody'],
  ['sign-in-refused', '/sign-in', 'nobody', async (page) => {
    await page.getByLabel('E-mail address').fill('priya@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
  }],
  ['link-missing', '/invitation', 'nobody'],
  ['customers', '/customers', 'partner'],
  ['customer', customer, 'partner'],
  ['devices', `${customer}/devices`, 'partner'],
  ['devices-empty', `${customer}/devices?order_id=none`, 'partner'],
  ['device-failed', `${customer}/devices?device=${failed[0].id}`, 'partner'],
  ['register', `${customer}/devices`, 'partner', checkSample],
  ['register-checked', `${customer}/devices`, 'partner', async (page) => {
    await checkSample(page);
    await page.getByRole('button', { name: 'Check first' }).click();
    await page.getByText('Rows that would fail').first().waitFor();
  }],
  ['uploads', `${customer}/uploads`, 'partner'],
  ['upload', `${customer}/uploads/${batches[0].id}`, 'partner'],
  ['account', '/account', 'partner'],
  ['not-found', '/nothing-here', 'partner'],
];

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [[1440, 900], [360, 760]]) {
    const options = { colorScheme, viewport: { width, height } };
    const nobody = await newPage(browser, server.address, options);
    const partner = await newPage(browser, server.address, options);
    await signIn(partner, 'partner@example.com', server.password);
    for (const [name, path, who, prepare] of pages) {
      const page = who === 'nobody' ? nobody : partner;
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await prepare?.(page);
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(300); // until what slides in is in
      await page.screenshot({ path: `${folder}${name}-${colorScheme}-${width}.png` });
    }
    await nobody.context().close();
    await partner.context().close();
  }
}
await browser.close();
await server.stop();
