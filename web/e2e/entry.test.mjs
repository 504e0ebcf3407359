// The ways into the portal, with the real secrets of a real server: links that work once, codes, second
// factors, other organisations, sessions that end, and errors with an ID to give to support.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, counted, newPage, signIn } from './browser.mjs';
import { codeOf } from './code-of.mjs';
import { as, asNobody, browser, device, done, partnerHeader, server } from './stage.mjs';
import { fresh } from './server.mjs';

const organisationOf = async (who) => (await server.api(who, '/organisations')).items[0].id;
const invite = async (who, email, role) =>
  (await server.api(who, `/organisations/${await organisationOf(who)}/invitations`, { method: 'POST', body: JSON.stringify({ email, role }) })).link;
const dialog = (page, name) => page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));

describe('the first visit', () => {
  it('sets a fresh server up with the link that it prints, once', async () => {
    const own = await fresh();
    try {
      const page = await newPage(browser, own.address);
      await page.goto(own.link);
      await page.getByLabel('Name of this installation').fill('Quayside devices');
      await page.getByLabel('Support contact').fill('help@quayside.example');
      await page.getByLabel('Your name').fill('Olive Park');
      await page.getByLabel('E-mail address').fill('olive@quayside.example');
      await page.getByLabel('New password').fill('short');
      await accessible(page, 'setting up');
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByRole('alert').getByText(/req_/).waitFor();
      await page.getByLabel('New password').fill('nine grey herons at dusk');
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByRole('button', { name: /Account and settings: Olive Park/ }).waitFor();
      const again = await newPage(browser, own.address);
      await again.goto(own.link);
      await again.getByRole('heading', { name: 'This server is set up already' }).waitFor();
      await again.getByText('Quayside devices').waitFor();
      await accessible(again, 'a server that is set up');
      await signIn(again, 'olive@quayside.example', 'nine grey herons at dusk');
      await done(again);
      await done(page);
    } finally {
      await own.stop();
    }
  });
});

describe('an invitation', () => {
  it('makes an account for somebody new, and works once', async () => {
    const link = await invite('customer', 'nora@harbour.example', 'reader');
    const page = await asNobody();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Join Harbour Bakery' }).waitFor();
    await accessible(page, 'an invitation');
    await page.getByLabel('Your name').fill('Nora Reed');
    await page.getByLabel('New password').fill('warm bread before sunrise');
    await page.getByRole('button', { name: 'Create account and join' }).click();
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
    await counted(page.getByRole('button', { name: 'Register devices' }), 0, 'she reads');
    const again = await asNobody();
    await again.goto(link);
    await again.getByRole('alert').getByText(/req_/).waitFor();
    await done(again);
    await done(page);
  });

  it('adds an organisation to an account, between which one switches', async () => {
    const page = await asNobody();
    await page.goto(await invite('partner', 'nora@harbour.example', 'helpdesk_agent'));
    await page.getByRole('link', { name: 'Sign in to join' }).click();
    await page.waitForURL(/\/sign-in$/);
    await page.getByLabel('E-mail address').fill('nora@harbour.example');
    await page.getByLabel('Password').fill('warm bread before sunrise');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Join as Nora Reed' }).click();
    await page.getByRole('heading', { name: 'Customers' }).waitFor();
    await page.getByRole('button', { name: 'Switch organisation: Larkspur IT' }).click();
    await page.getByRole('menuitemradio', { name: /Harbour Bakery/ }).waitFor();
    await page.getByRole('menuitemradio', { name: /Harbour Bakery/ }).click();
    await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor();
    await counted(page.getByRole('link', { name: 'Customers' }), 0);
    await page.getByRole('button', { name: 'Switch organisation: Harbour Bakery' }).waitFor();
    await done(page);
  });
});

describe('a password', () => {
  it('is set anew with a link, once, and the old one is over', async () => {
    const id = await organisationOf('supplier');
    const { items } = await server.api('supplier', `/organisations/${id}/people`);
    const person = items.find((item) => item.person?.email === 'supplier@example.com' || item.email === 'supplier@example.com');
    const { link } = await server.api('supplier', `/organisations/${id}/people/${person.person?.id ?? person.id}/password-reset`, { method: 'POST', body: '{}' });
    const page = await asNobody();
    await page.goto(link);
    await page.getByLabel('New password').fill('crates of blue lanterns');
    await accessible(page, 'a new password');
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.getByText('Your new password is set.').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('E-mail address').fill('supplier@example.com');
    await page.getByLabel('Password').fill(server.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill('crates of blue lanterns');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/\/directory$/);
    const again = await asNobody();
    await again.goto(link);
    await again.getByLabel('New password').fill('crates of red lanterns');
    await again.getByRole('button', { name: 'Set password' }).click();
    await again.getByRole('alert').getByText(/req_/).waitFor();
    await done(again);
    await done(page);
  });
});

describe('a second factor', () => {
  it('is set up, asked for, and replaced by a recovery code', async () => {
    const page = await as('operator');
    await page.goto('/account');
    await page.getByRole('button', { name: 'Set up' }).click();
    const setUp = dialog(page, 'Second factor');
    await setUp.getByLabel('Your password, once more').fill(server.password);
    await setUp.getByRole('button', { name: 'Next' }).click();
    const picture = setUp.getByRole('img', { name: 'QR code for the authenticator app' });
    await picture.waitFor();
    assert.ok((await picture.evaluate((image) => image.decode().then(() => image.naturalWidth))) > 0, 'the policy lets the picture in');
    await accessible(page, 'a second factor');
    const key = /Or type this key:\s*(\S+)/.exec(await setUp.innerText())[1];
    await setUp.getByLabel('First code').fill('000000');
    await setUp.getByRole('button', { name: 'Next' }).click();
    await setUp.getByRole('alert').first().waitFor();
    await setUp.getByLabel('First code').fill(codeOf(key));
    await setUp.getByRole('button', { name: 'Next' }).click();
    const kept = dialog(page, 'Your recovery codes');
    await kept.getByRole('listitem').first().waitFor();
    const codes = await kept.getByRole('listitem').allInnerTexts();
    assert.ok(codes.length >= 8);
    await accessible(page, 'recovery codes');
    await kept.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('On: signing in asks for a code').waitFor();

    const enter = async (open) => {
      await open.goto('/sign-in');
      await open.getByLabel('E-mail address').fill('operator@example.com');
      await open.getByLabel('Password').fill(server.password);
      await open.getByRole('button', { name: 'Sign in', exact: true }).click();
      await open.getByRole('heading', { name: 'Second factor' }).waitFor();
    };
    const app = await asNobody();
    await enter(app);
    await accessible(app, 'the code of an app');
    await app.getByLabel('Code').fill('000000');
    await app.getByRole('button', { name: 'Sign in', exact: true }).click();
    await app.getByRole('alert').waitFor();
    // The code that set it up was used; the next one is good already.
    await app.getByLabel('Code').fill(codeOf(key, 1));
    await app.getByRole('button', { name: 'Sign in', exact: true }).click();
    await app.getByRole('button', { name: /Account and settings/ }).waitFor();

    const recovery = await asNobody();
    await enter(recovery);
    await recovery.getByRole('button', { name: 'Use a recovery code instead' }).click();
    await recovery.getByLabel('Recovery code').fill(codes[0]);
    await recovery.getByRole('button', { name: 'Sign in', exact: true }).click();
    await recovery.getByRole('button', { name: /Account and settings/ }).waitFor();

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog(page, 'Remove').getByLabel('Your password, once more').fill(server.password);
    await dialog(page, 'Remove').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Off: your password alone').waitFor();
    for (const open of [page, app, recovery]) await done(open);
  });
});

describe('a command line', () => {
  const begin = async () =>
    (await fetch(`${server.address}/oauth2/device_authorization`, { method: 'POST', body: new URLSearchParams({ client_id: 'muster-cli', device_name: 'muster on desk-7' }) })).json();
  const poll = async ({ device_code }) =>
    (await fetch(`${server.address}/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'muster-cli', device_code }) })).json();

  it('is let in by its code, after signing in', async () => {
    const begun = await begin();
    const page = await asNobody();
    await page.goto(begun.verification_uri_complete ?? `${begun.verification_uri}#${begun.user_code}`);
    await page.getByLabel('E-mail address').fill('partner@example.com');
    await page.getByLabel('Password').fill(server.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Let a command line in' }).waitFor();
    await accessible(page, 'the code of a command line');
    await page.getByLabel('Code from the command line').fill('WRNG-CODE');
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('alert').getByText(/req_/).waitFor();
    await page.getByLabel('Code from the command line').fill(begun.user_code);
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('heading', { name: /muster on desk-7.* asks to work as you/ }).waitFor();
    await accessible(page, 'what a command line asks for');
    await page.getByRole('button', { name: 'Let it in' }).click();
    await page.getByText('Done. The command line goes on by itself').waitFor();
    assert.ok((await poll(begun)).access_token);
    await done(page);
  });

  it('is refused', async () => {
    const begun = await begin();
    const page = await as('partner');
    await page.goto('/device');
    await page.getByLabel('Code from the command line').fill(begun.user_code.toLowerCase());
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('Refused. Nothing was given').waitFor();
    assert.equal((await poll(begun)).error, 'access_denied');
    await done(page);
  });
});

describe('a session that ends in the middle of work', () => {
  const endIt = async (email) => {
    const other = await newPage(browser, server.address);
    await signIn(other, email, server.password);
    await other.goto('/account');
    for (const end = other.getByRole('button', { name: 'End', exact: true }); ; ) {
      await other.getByText('This browser').waitFor();
      const left = await end.count();
      if (left === 0) break;
      await end.first().click();
      await other.waitForFunction((count) => [...document.querySelectorAll('button')].filter((button) => button.textContent === 'End').length < count, left);
    }
    await done(other);
  };

  it('is begun again in place, and what was typed is still there', async () => {
    const page = await as('customer');
    await page.goto('/devices?group_tag=none');
    await page.getByRole('button', { name: 'Register devices' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Register devices' });
    await panel.locator('input[type=file]').setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(`${partnerHeader}\r\n${device(70)}\r\n`) });
    await panel.getByLabel(/Order ID/).fill('LONG-WORK');
    await endIt('customer@example.com');
    await panel.getByRole('button', { name: 'Check first' }).click();
    const over = page.getByRole('alertdialog', { name: 'Your session has ended' });
    await over.getByLabel('Password').waitFor();
    await accessible(page, 'a session that ended');
    await over.getByLabel('Password').fill('not the password');
    await over.getByRole('button', { name: 'Sign in', exact: true }).click();
    await over.getByRole('alert').waitFor();
    await over.getByLabel('Password').fill(server.password);
    await over.getByRole('button', { name: 'Sign in', exact: true }).click();
    await over.waitFor({ state: 'detached' });
    assert.equal(await panel.getByLabel(/Order ID/).inputValue(), 'LONG-WORK');
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).click();
    await page.getByText('1 of 1 rows decided').waitFor();
    await done(page);
  });

  it('is noticed by a page that only shows something, and the view stays', async () => {
    const page = await as('customer');
    await page.goto('/devices?state=registration_failed');
    await page.getByRole('row').nth(1).waitFor();
    await endIt('customer@example.com');
    await page.getByRole('link', { name: 'Uploads' }).click();
    const over = page.getByRole('alertdialog', { name: 'Your session has ended' });
    await over.getByLabel('Password').fill(server.password);
    await over.getByRole('button', { name: 'Sign in', exact: true }).click();
    await over.waitFor({ state: 'detached' });
    await page.getByRole('row').nth(1).waitFor();
    assert.match(page.url(), /\/uploads$/);
    await done(page);
  });
});

describe('an error', () => {
  it('has its request ID to copy, and the server knows it', async () => {
    const page = await as('partner');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto('/customers/org_0000000000000');
    const alert = page.getByRole('alert');
    await alert.getByText(/req_/).waitFor();
    await accessible(page, 'an error');
    await alert.getByRole('button', { name: 'Copy the request ID' }).click();
    const id = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(id, /^req_\w+$/);
    const known = await server.api('operator', `/requests/${id}`);
    assert.equal(known.request_id ?? known.id, id);
    await done(page);
  });
});
