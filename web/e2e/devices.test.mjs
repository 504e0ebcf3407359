// The devices of a customer: counted, filtered, found, chosen, changed, and seen to change.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, asNobody, device, done, server } from './stage.mjs';

const counters = (page) => page.getByRole('group', { name: 'Devices by state' });
const row = (page, text) => page.getByRole('row').filter({ hasText: text });
/// The list is there, and nothing of what is in sight is still on its way.
const rowsLoaded = (page) => page.waitForFunction(() => document.querySelectorAll('[data-index]').length > 3 && !document.querySelector('[data-index][aria-busy]'));
const own = async () => `/customers/${(await server.api('customer', '/whoami')).organisation.id}`;
const post = (who, path, body) => server.api(who, path, { method: 'POST', body: JSON.stringify(body) });
const named = (i) => {
  const [manufacturer, model, serial_number] = device(i).split(',');
  return { manufacturer, model, serial_number };
};
/// What a device sends to enrol with a key of its own (docs/device.md).
function enrolment(identity, { publicKey, privateKey }) {
  const { x, y } = publicKey.export({ format: 'jwk' });
  const hex = (part) => Buffer.from(part, 'base64url').toString('hex');
  const public_key = y ? `04${hex(x)}${hex(y)}` : hex(x);
  const time = Date.now();
  const text = Buffer.from(['muster-enrol-1', identity.manufacturer, identity.model, identity.serial_number, public_key, `${time}`, ''].join('\n'));
  const signature = y ? sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }) : sign(null, text, privateKey);
  return { ...identity, public_key, time, signature: signature.toString('hex') };
}
async function decided(path, batch) {
  for (;;) {
    const now = await server.api('customer', `${path}/batches/${batch.id}`);
    if (now.state === 'finished') return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('the devices', () => {
  it('are filtered by a counter, and the view stands in the address', async () => {
    const page = await as('customer');
    await page.getByRole('img', { name: /Devices by state, last 30 days.*Registration failed 6/ }).waitFor();
    await counters(page).getByRole('button', { name: /Registration failed/ }).click();
    await page.waitForURL(/state=registration_failed/);
    await row(page, 'NOSUCHDEV1').click();
    const panel = page.getByRole('dialog', { name: 'NOSUCHDEV1' });
    await panel.getByRole('button', { name: 'Copy for the supplier' }).waitFor();
    await panel.getByText(/req_/).first().waitFor();
    for (const part of ['Identity', 'Registration', 'History', 'Check-ins', 'Audit']) await panel.getByRole('heading', { name: part, exact: true }).waitFor();
    await panel.getByText('Accepted, registration pending').waitFor();
    await panel.getByText('Registration failed: Device not found').waitFor();
    await panel.getByText('Not seen in use yet.').waitFor();
    await page.reload();
    await page.getByRole('dialog', { name: 'NOSUCHDEV1' }).waitFor();
    await done(page);
  });

  it('are searched and sorted, and whoever gets the address sees the same', async () => {
    const page = await as('customer');
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Serial number', exact: true }).click();
    await page.waitForURL(/sort=serial_number/);
    const serials = () => page.locator('[data-index] [role=gridcell]:nth-child(2)').allTextContents();
    await rowsLoaded(page);
    const ascending = await serials();
    assert.deepEqual(ascending, [...ascending].sort());
    await page.getByRole('button', { name: 'Serial number', exact: true }).click();
    await page.waitForURL(/sort=-serial_number/);
    await page.getByRole('searchbox').fill(ascending[0]);
    await page.keyboard.press('Enter');
    await page.waitForURL(/serial_prefix=/);
    await row(page, ascending[0]).waitFor();
    const other = await as('customer');
    await other.goto(new URL(page.url()).pathname + new URL(page.url()).search);
    await row(other, ascending[0]).waitFor();
    assert.equal(await other.getByRole('searchbox').inputValue(), ascending[0]);
    assert.equal(await other.getByRole('columnheader', { name: /Serial number/ }).getAttribute('aria-sort'), 'descending');
    await done(other);
    await done(page);
  });

  it('are dimmed, and said to be old, while others are on their way', async () => {
    const page = await as('customer');
    await page.goto('/devices');
    await page.getByRole('row').nth(3).waitFor();
    const before = await page.getByRole('row').nth(1).innerText();
    let held = [];
    await page.route('**/devices?*sort=*', (route) => (held ? held.push(route) : route.continue()));
    const grid = page.getByRole('grid', { name: 'Devices' });
    await page.getByRole('button', { name: 'Serial number', exact: true }).click();
    await page.getByRole('progressbar', { name: 'Loading' }).waitFor();
    assert.equal(await grid.getAttribute('aria-busy'), 'true');
    assert.equal(await page.getByRole('row').nth(1).innerText(), before);
    assert.ok(Number(await page.getByRole('row').nth(1).evaluate((row) => getComputedStyle(row).opacity)) < 0.6);
    const kept = held;
    held = undefined;
    await Promise.all(kept.map((route) => route.continue()));
    await page.getByRole('progressbar', { name: 'Loading' }).waitFor({ state: 'detached' });
    assert.equal(await grid.getAttribute('aria-busy'), null);
    assert.equal(await page.getByRole('row').nth(1).evaluate((row) => getComputedStyle(row).opacity), '1');
    await done(page);
  });

  it('have columns to choose and to size, which stay', async () => {
    const page = await as('customer');
    await page.goto('/devices');
    await page.getByRole('button', { name: 'Choose columns' }).click();
    for (const name of ['Serial number', 'Manufacturer', 'Model', 'State', 'Error', 'Group tag', 'Assigned user', 'Order ID', 'Purchase ID', 'Registered', 'Last seen', 'Registered by']) {
      await page.getByRole('menuitemcheckbox', { name, exact: true }).waitFor();
    }
    await page.getByRole('menuitemcheckbox', { name: 'Purchase ID' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Error' }).click();
    await page.keyboard.press('Escape');
    const handle = page.getByRole('separator', { name: 'Width of Model' });
    const width = async () => (await page.getByRole('columnheader', { name: /Model/ }).boundingBox()).width;
    const before = await width();
    await handle.press('ArrowRight');
    assert.equal(await width(), before + 16);
    // Without dragging, for those who cannot.
    await handle.click();
    await page.getByRole('menuitem', { name: 'Wider' }).click();
    await page.getByRole('menuitem', { name: 'Narrower' }).click();
    await page.getByRole('menuitem', { name: 'Narrower' }).click();
    assert.equal(await width(), before - 16);
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /Width of Model/);
    const { x, y } = await handle.boundingBox();
    await page.mouse.move(x + 12, y + 12);
    await page.mouse.down();
    await page.mouse.move(x + 44, y + 12, { steps: 4 });
    await page.mouse.up();
    assert.equal(await width(), before + 16);
    await counted(page.getByRole('menuitem'), 0, 'dragging opens nothing');
    await page.reload();
    await page.getByRole('columnheader', { name: /Purchase ID/ }).waitFor({ state: 'attached' });
    await counted(page.getByRole('columnheader', { name: /Error/ }), 0);
    assert.equal(await width(), before + 16);
    await done(page);
  });

  it('are exported with the filters that are set', async () => {
    const page = await as('customer');
    await page.goto('/devices?state=registration_failed');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    assert.match(text, /NOSUCHDEV1/);
    assert.doesNotMatch(text, /Ready for user|ready_for_user/);
    await done(page);
  });
});

describe('devices that are chosen', () => {
  it('get a group tag and are removed, by keyboard', async () => {
    const page = await as('customer');
    await page.goto('/devices?serial_prefix=1BMFRA846W');
    const one = row(page, '1BMFRA846W');
    await one.focus();
    await page.keyboard.press('Space');
    await page.getByText('1 device selected').waitFor();
    await page.getByRole('button', { name: 'Group tag' }).press('Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Group tag' }).fill('kiosk');
    await page.keyboard.press('Enter');
    await one.filter({ hasText: 'kiosk' }).waitFor();
    await page.getByRole('button', { name: 'Assign user' }).press('Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Assigned user' }).fill('ada@example.com');
    await page.keyboard.press('Enter');
    await one.filter({ hasText: 'ada@example.com' }).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove 1 device' }).press('Enter');
    await page.getByText('No device fits these filters').waitFor();
    await done(page);
  });

  it('are listed before they are removed, and those still pending say why they stay', async () => {
    const page = await as('customer');
    // Pending lasts too short for a browser: the server's answer is made to last.
    await page.route('**/devices?*', async (route) => {
      const answer = await (await route.fetch()).json();
      Object.assign(answer.items[0], { state: 'registration_pending', state_title: 'Registration pending', error: null });
      await route.fulfill({ json: answer });
    });
    await page.goto('/devices');
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
    await page.getByText(/\d+ devices selected/).waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    const panel = page.getByRole('dialog');
    await panel.getByText('Still pending: it can be removed once its registration is decided.').waitFor();
    assert.equal(await panel.getByRole('checkbox').first().isDisabled(), true);
    const total = await panel.getByRole('checkbox').count();
    await panel.getByRole('button', { name: `Remove ${total - 1} devices` }).waitFor();
    await accessible(page, 'what is to be removed');
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await done(page);
  });

  it('are as many as lie between two clicks with Shift', async () => {
    const page = await as('customer');
    await page.goto('/devices?sort=serial_number');
    const boxes = page.locator('[data-index] [data-check]');
    await boxes.nth(1).click();
    await boxes.nth(4).click({ modifiers: ['Shift'] });
    await page.getByText('4 devices selected').waitFor();
    await done(page);
  });

  it('are tried again once the supplier has published them', async () => {
    const path = await own();
    const made = { manufacturer: 'Everglen', model: 'Ridge 5', serial_number: 'LATER1' };
    await decided(path, await post('customer', `${path}/batches`, { order_id: 'LATER', devices: [made] }));
    const page = await as('customer');
    await page.goto('/devices?order_id=LATER');
    await row(page, 'LATER1').filter({ hasText: 'Registration failed' }).waitFor();
    const { organisation } = await server.api('supplier', '/whoami');
    await server.api('supplier', `/suppliers/${organisation.id}/directory`, { method: 'POST', body: 'Manufacturer,Model,Serial Number\r\nEverglen,Ridge 5,LATER1\r\n', headers: { 'Content-Type': 'text/csv' } });
    await page.locator('[data-index] [data-check]').first().click();
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Retry failed' }).click();
    await row(page, 'LATER1').filter({ hasText: 'Ready for user' }).waitFor();
    await done(page);
  });
});

describe('devices that no supplier published', () => {
  it('are approved by whom the customer’s settings name', async () => {
    const path = await own();
    const settings = (change) => server.api('operator', `/organisations/${path.split('/').at(-1)}/settings`, { method: 'PATCH', body: JSON.stringify(change) });
    await settings({ hardware_hash_alone: false, hash_approver: 'administrator' });
    const { organisation } = await server.api('supplier', '/whoami');
    await server.api('supplier', `/suppliers/${organisation.id}/directory/withdraw`, { method: 'POST', body: JSON.stringify({ entries: [{ manufacturer: 'Cobalt & Rowe', model: 'Slate 12 Pro', serial_number: 'XQ4GSYJXP4' }] }) });
    const [header, hash] = readFileSync(new URL('../../samples/device-registration-sample-self-service.csv', import.meta.url), 'utf8').split('\r\n');
    await decided(path, await server.api('customer', `${path}/batches?order_id=HASH`, { method: 'POST', body: `${header}\r\n${hash}\r\n`, headers: { 'Content-Type': 'text/csv' } }));
    const page = await as('customer');
    await page.goto('/devices?order_id=HASH');
    const one = row(page, hash.split(',')[0]);
    await one.filter({ hasText: 'Registration failed' }).waitFor();
    await page.locator('[data-index] [data-check]').first().click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('alertdialog', { name: 'Approve 1 device' }).getByRole('button', { name: 'Approve' }).click();
    await one.filter({ hasText: 'Ready for user' }).waitFor();
    await settings({ hardware_hash_alone: true, hash_approver: null });
    await done(page);
  });
});

describe('what others do', () => {
  it('is told by events: nothing is asked for by the clock', async () => {
    const page = await as('partner');
    const { items } = await server.api('partner', '/customers');
    await page.goto(`/customers/${items[0].id}/devices?order_id=LIVE`);
    await page.getByText('No device fits these filters').waitFor();
    await page.waitForLoadState('load');
    await page.waitForTimeout(1000);
    const asked = [];
    page.on('request', (request) => request.url().includes('/api/') && asked.push(request.url()));
    await page.waitForTimeout(5000);
    assert.deepEqual(asked, []);
    await post('partner', `/customers/${items[0].id}/batches`, { order_id: 'LIVE', devices: [named(44)] });
    await row(page, named(44).serial_number).filter({ hasText: 'Ready for user' }).waitFor({ timeout: 5000 });
    await done(page);
  });

  it('is not seen where events are kept away, which shows that it is they that tell', async () => {
    const page = await as('partner');
    await page.route('**/events', (route) => route.abort());
    const { items } = await server.api('partner', '/customers');
    await page.goto(`/customers/${items[0].id}/devices?order_id=UNSEEN`);
    await page.getByText('No device fits these filters').waitFor();
    await post('partner', `/customers/${items[0].id}/batches`, { order_id: 'UNSEEN', devices: [named(45)] });
    await page.waitForTimeout(3000);
    await counted(row(page, named(45).serial_number), 0);
    await done(page);
  });

  it('stands in the device’s panel: its states, its check-ins, and who changed what', async () => {
    const path = await own();
    await decided(path, await post('customer', `${path}/batches`, { order_id: 'PANEL', devices: [named(54)] }));
    const { items } = await server.api('customer', `${path}/devices?order_id=PANEL`);
    await post('customer', `${path}/devices/${items[0].id}/check-ins`, {});
    await post('customer', `${path}/devices/update`, { device_ids: [items[0].id], group_tag: 'Counter' });
    const page = await as('customer');
    await page.goto(`/devices?device=${items[0].id}`);
    const panel = page.getByRole('dialog', { name: named(54).serial_number });
    await panel.getByText('Registered: ready for user').waitFor();
    await panel.getByText('Enrolled: first seen in use').waitFor();
    await panel.getByRole('img', { name: 'Seen on 1 of the 31 days up to the last one' }).waitFor();
    await panel.getByText('group_tag: — → Counter').waitFor();
    await panel.getByText('Claimed for this customer').waitFor();
    await accessible(page, 'a device in use');
    await done(page);
  });

  it('says what kind of key a device signs with', async () => {
    const path = await own();
    const kinds = [
      ['ed25519', {}, 55, 'Software key', 'Softwareschlüssel'],
      ['ec', { namedCurve: 'P-256' }, 56, 'Not proven to be in a TPM', 'Nicht nachgewiesen, dass er in einem TPM ist'],
    ];
    await decided(path, await post('customer', `${path}/batches`, { order_id: 'KEYS', devices: kinds.map(([, , i]) => named(i)) }));
    for (const [type, options, i, english, german] of kinds) {
      const { token } = await post('customer', `${path}/enrolment-tokens`, { name: `key ${i}` });
      const enrolled = await fetch(`${server.address}/device/v1/enrol`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(enrolment(named(i), generateKeyPairSync(type, options))),
      });
      assert.equal(enrolled.status, 201);
      const { device_id } = await enrolled.json();
      const signedIn = await as('customer');
      const { cookies } = await signedIn.context().storageState();
      await done(signedIn);
      for (const [locale, label, kind] of [['en-GB', 'Kind of key', english], ['de-DE', 'Art des Schlüssels', german]]) {
        const page = await asNobody({ locale });
        await page.context().addCookies(cookies);
        await page.goto(`/devices?device=${device_id}`);
        const panel = page.getByRole('dialog', { name: named(i).serial_number });
        await panel.getByText(label, { exact: true }).waitFor();
        await panel.getByText(kind, { exact: true }).waitFor();
        await accessible(page, `a device with a key, ${locale}`);
        await done(page);
      }
    }
  });

  it('changes a state and the counters before her eyes', async () => {
    const path = await own();
    await decided(path, await post('customer', `${path}/batches`, { order_id: 'SEEN', devices: [named(53)] }));
    const page = await as('customer');
    await page.goto('/devices?order_id=SEEN');
    const one = row(page, named(53).serial_number);
    await one.filter({ hasText: 'Ready for user' }).waitFor();
    const active = async () => Number((await counters(page).getByRole('button', { name: /^\d+\s*Active/ }).textContent()).replace(/\D/g, ''));
    const before = await active();
    const { items } = await server.api('customer', `${path}/devices?order_id=SEEN`);
    await post('customer', `${path}/devices/${items[0].id}/check-ins`, {});
    await one.filter({ hasText: 'Active' }).waitFor({ timeout: 5000 });
    assert.equal(await active(), before + 1);
    await done(page);
  });
});

describe('a long list', () => {
  it('is jumped into, and read to its end with the keyboard', async () => {
    const path = await own();
    const devices = Array.from({ length: 3000 }, (_, i) => ({ manufacturer: 'Long', model: 'List', serial_number: `L${String(i).padStart(5, '0')}` }));
    await decided(path, await post('customer', `${path}/batches`, { order_id: 'LONG', devices }));
    const page = await as('customer');
    await page.goto('/devices?sort=serial_number&state=registration_failed');
    const grid = page.getByRole('grid');
    await row(page, 'L00000').waitFor();
    const count = Number(await grid.getAttribute('aria-rowcount')) - 1;
    assert.ok(count >= 3000);
    assert.ok((await page.locator('[data-index]').count()) < 80, 'only what is in sight is in the page');
    const asked = [];
    page.on('request', (request) => request.url().includes('/devices?') && asked.push(request.url()));
    await row(page, 'L00000').focus();
    await page.keyboard.press('End');
    await page.locator(`[data-index="${count - 1}"]:not([aria-busy])`).waitFor();
    assert.ok(asked.length <= 3, `${asked.length} requests for a jump`);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-index'));
    assert.equal(await focused(), String(count - 1));
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), String(count - 2));
    await page.keyboard.press('Home');
    await page.locator('[data-index="0"]:not([aria-busy])').waitFor();
    await done(page);
  });

  it('of unknown length goes on as it is scrolled', async () => {
    const page = await as('customer');
    await page.goto('/devices?order_id=LONG&sort=serial_number');
    await row(page, 'L00000').waitFor();
    const grid = page.getByRole('grid');
    for (const last of ['L02999']) {
      await grid.hover();
      for (let i = 0; i < 400 && (await row(page, last).count()) === 0; ++i) await page.mouse.wheel(0, 900);
      await row(page, last).waitFor({ state: 'attached' });
    }
    assert.equal(await grid.getAttribute('aria-rowcount'), '3001');
    await done(page);
  });

  it('is selected as far as one action goes', async () => {
    const page = await as('customer');
    await page.goto('/devices?order_id=LONG');
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
    await page.getByText('3,000 devices selected').waitFor();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove 3,000 devices' }).click();
    await page.getByText('No device fits these filters').waitFor({ timeout: 30_000 });
    await done(page);
  });
});
