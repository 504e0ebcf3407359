// Pictures of every page for docs/screenshots, from the built server: light and dark, on a desk and on a
// phone, full, empty and failed. `make screenshots`; look at each. Into another folder, and only those
// whose names match: `node e2e/screenshots.mjs FOLDER PATTERN`.
import { mkdirSync, readFileSync } from 'node:fs';
import { launch, newPage, signIn } from './browser.mjs';
import { demo } from './server.mjs';

const folder = process.argv[2] ? `${process.argv[2]}/` : new URL('../../docs/screenshots/', import.meta.url).pathname;
const wanted = new RegExp(process.argv[3] ?? '');
mkdirSync(folder, { recursive: true });
const server = await demo();
const browser = await launch();
const { items } = await server.api('partner', '/customers');
const customer = `/customers/${items[0].id}`;
const { items: batches } = await server.api('partner', `${customer}/batches`);
const { items: failed } = await server.api('partner', `${customer}/devices?state=registration_failed`);

// Some devices are in use, one with a tag; and a customer has nothing yet.
const post = (who, address, body) => server.api(who, address, { method: 'POST', body: JSON.stringify(body) });
const { items: ready } = await server.api('partner', `${customer}/devices?state=ready_for_user`);
for (const device of ready.slice(0, 3)) await post('customer', `${customer}/devices/${device.id}/check-ins`, {});
const used = ready[0];
await post('customer', `${customer}/devices/update`, { device_ids: [used.id], group_tag: 'Front desk', assigned_user: 'ada@example.com' });
const freshPassword = 'correct horse battery staple';
const fresh = await post('operator', '/organisations', { kind: 'customer', name: 'Tern Optics' });
const { link } = await post('operator', `/organisations/${fresh.id}/invitations`, { email: 'fresh@example.com', role: 'administrator' });
await fetch(`${server.address}/api/v1/invitations/join`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ link, name: 'Tessa Tern', password: freshPassword }) });

const directory = readFileSync(new URL('../../samples/directory-sample.csv', import.meta.url), 'utf8').split('\r\n');
const rows = directory.slice(40, 60).map((line) => line.split(',').slice(0, 3).join(','));
const delivery = ['Manufacturer,Model,Serial Number', ...rows, rows[3], 'Everglen,,NOMODEL1', 'Everglen,Ridge 5,NEVERMADE1', ''].join('\r\n');
const checkSample = async (page) => {
  await page.getByRole('button', { name: 'Register devices' }).click();
  const panel = page.getByRole('dialog');
  await panel.locator('input[type=file]').setInputFiles({ name: 'delivery-note-4711.csv', mimeType: 'text/csv', buffer: Buffer.from(delivery) });
};
const requests = [];
for (const delegated_administration of [true, false]) {
  requests.push(await server.api('partner', '/relationship-requests', { method: 'POST', body: JSON.stringify({ delegated_administration }) }));
}
const { items: relationships } = await server.api('customer', '/relationships');
const requestRelationship = async (page) => {
  await page.getByRole('button', { name: 'Request relationship' }).click();
  return page.getByRole('dialog');
};
const shipped = ['Manufacturer,Model,Serial Number', 'Everglen,Ridge 5,SHIPPED-1', 'Everglen,Ridge 5,SHIPPED-2', rows[3], 'Everglen,,NOMODEL1', ''].join('\r\n');
const pages = [
  ['sign-in', '/sign-in', 'nobody'],
  ['sign-in-refused', '/sign-in', 'nobody', async (page) => {
    await page.getByLabel('E-mail address').fill('priya@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
  }],
  ['sign-in-provider-failed', '/sign-in?error=not_mapped&request_id=req_01m84gp102msn1t6t28dr1c14y', 'nobody'],
  ['link-missing', '/invitation', 'nobody'],
  ['relationship-request', '/sign-in', 'nobody', async (page) => {
    await page.goto(requests[0].link);
    await page.getByText('If you accept').waitFor();
  }],
  ['relationship-answer', '/partners', 'customer', async (page) => {
    await page.goto(requests[0].link);
    await page.getByText('You answer for').waitFor();
  }],
  ['partners', '/partners', 'customer'],
  ['partner', `/partners?relationship=${relationships[0].id}`, 'customer'],
  ['directory', '/directory', 'supplier'],
  ['directory-no-match', '/directory?serial_prefix=nothing', 'supplier'],
  ['directory-publish', '/directory', 'supplier', async (page) => {
    await page.getByRole('button', { name: 'Publish devices' }).first().click();
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles({ name: 'shipped.csv', mimeType: 'text/csv', buffer: Buffer.from(shipped) });
    await page.getByRole('button', { name: 'Check first' }).click();
    await page.getByText('Rows that would be refused').first().waitFor();
  }],
  ['customers', '/customers', 'partner'],
  ['request-relationship', '/customers', 'partner', requestRelationship],
  ['request-relationship-link', '/customers', 'partner', async (page) => {
    const panel = await requestRelationship(page);
    await panel.getByRole('button', { name: 'Request relationship' }).click();
    await panel.getByRole('textbox', { name: 'Link' }).waitFor();
  }],
  ['relationship-requested', `/customers?relationship=${requests[1].relationship.id}`, 'partner'],
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
  ['devices-selected', `${customer}/devices`, 'partner', async (page) => {
    await page.locator('[data-index] [data-check]').nth(0).click();
    await page.locator('[data-index] [data-check]').nth(2).click({ modifiers: ['Shift'] });
  }],
  ['devices-remove', `${customer}/devices`, 'partner', async (page) => {
    await page.locator('[data-index] [data-check]').nth(0).click();
    await page.locator('[data-index] [data-check]').nth(2).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').waitFor();
  }],
  ['devices-error', `${customer}/devices`, 'partner', async (page) => {
    const broken = { status: 503, contentType: 'application/problem+json', headers: { 'Request-Id': 'req_01m84gp0zm38newhr2avjeehw6' }, body: JSON.stringify({ type: '/api/docs#problem-unavailable', title: 'Not available at the moment', status: 503, detail: 'The database does not answer.', code: 'conflict', request_id: 'req_01m84gp0zm38newhr2avjeehw6', advice: 'Try again in a moment.', errors: [] }) };
    await page.route('**/devices?*', (route) => route.fulfill(broken));
    await page.reload();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.unroute('**/devices?*');
  }],
  ['device-active', `${customer}/devices?device=${used.id}`, 'partner', (page) => page.getByText('Enrolled: first seen in use').waitFor()],
  ['register-single', `${customer}/devices`, 'partner', async (page) => {
    await page.getByRole('button', { name: 'Register devices' }).click();
    await page.getByRole('tab', { name: 'One device' }).click();
  }],
  ['uploads', `${customer}/uploads`, 'partner'],
  ['uploads-empty', '/uploads', 'fresh'],
  ['devices-none', '/devices', 'fresh'],
  ['upload', `${customer}/uploads/${batches[0].id}`, 'partner'],
  ['people', '/organisation/people', 'customer'],
  ['person', '/organisation/people', 'customer', async (page) => page.getByRole('row').filter({ hasText: 'Carla Jensen' }).click()],
  ['api-access-empty', '/organisation/api-access', 'customer'],
  ['api-access', '/organisation/api-access?view=tokens', 'customer'],
  ['api-access-new', '/organisation/api-access', 'customer', async (page) => page.getByRole('toolbar').getByRole('button', { name: 'Create API client' }).click()],
  ['webhooks-empty', '/organisation/webhooks', 'customer'],
  ['enrolment-tokens-empty', '/organisation/enrolment-tokens', 'customer'],
  ['settings', '/organisation/settings', 'customer'],
  ['audit', '/organisation/audit', 'customer'],
  ['audit-entry', '/organisation/audit?action=batch', 'customer', async (page) => page.getByRole('row').nth(1).click()],
  ['overview', '/overview', 'operator'],
  ['organisations', '/organisations', 'operator'],
  ['organisation-new', '/organisations?new=partner', 'operator'],
  ['organisation', `/organisations/${items[0].id}`, 'operator'],
  ['request', `/requests/${batches[0].request_id}`, 'operator'],
  ['request-unknown', '/requests/req_00000000000000000000000000', 'operator'],
  ['identity-providers-empty', '/identity-providers', 'operator'],
  ['health', '/health', 'operator'],
  ['account', '/account', 'partner'],
  ['not-found', '/nothing-here', 'partner'],
];

const settled = async (page) => {
  // Events keep a connection open, so the network is never idle.
  await page.waitForLoadState('load');
  await page.getByRole('heading').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role=progressbar]:not([aria-valuenow]), [aria-busy=true]'));
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(400); // until what slides in is in
};

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [[1440, 900], [360, 760]]) {
    const open = new Map();
    for (const [name, path, who, prepare] of pages.filter(([name]) => wanted.test(name))) {
      if (!open.has(who)) {
        open.set(who, await newPage(browser, server.address, { colorScheme, viewport: { width, height } }));
        if (who !== 'nobody') await signIn(open.get(who), `${who}@example.com`, who === 'fresh' ? freshPassword : server.password);
      }
      const page = open.get(who);
      await page.goto(path);
      await settled(page);
      await prepare?.(page);
      await settled(page);
      await page.screenshot({ path: `${folder}${name}-${colorScheme}-${width}.png` });
    }
    for (const page of open.values()) await page.context().close();
  }
}
await browser.close();
await server.stop();
