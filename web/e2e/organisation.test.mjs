// What the administrator of an organisation does for it: people, API access, enrolment tokens, settings,
// and the audit log of all that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, asNobody, done, server } from './stage.mjs';

// What asks whether somebody is sure is an alertdialog.
const dialog = (page, name) => page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
const rowOf = (page, text) => page.getByRole('row').filter({ hasText: text });
const command = (page, name) => page.getByRole('toolbar').getByRole('button', { name });
/// What a dialog shows once, by its name.
const shownOnce = async (page, name) => {
  const text = await page.getByText(name, { exact: true }).locator('xpath=following-sibling::div').innerText();
  return text.trim();
};

/// Invites somebody and returns the link.
async function invite(page, email, role) {
  await page.goto('/organisation/people');
  await command(page, 'Invite somebody').click();
  const panel = dialog(page, 'Invite somebody');
  await panel.getByLabel('E-mail address').fill(email);
  await panel.getByRole('radio', { name: new RegExp(`^${role}`) }).check();
  await panel.getByRole('button', { name: 'Make the link' }).click();
  await dialog(page, `The invitation for ${email}`).waitFor();
  return shownOnce(page, 'Link');
}

/// Joins by the link, as somebody who has no account yet.
async function join(link, name) {
  const page = await asNobody();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('New password').fill('green bottles on the harbour wall');
  await page.getByRole('button', { name: 'Create account and join' }).click();
  await page.getByRole('button', { name: /Account and settings/ }).waitFor();
  return page;
}

describe('the people of an organisation', () => {
  it('are invited by a link, change their role and leave', async () => {
    const page = await as('customer');
    await page.getByRole('link', { name: 'Organisation' }).click();
    await page.waitForURL(/organisation\/people/);
    await rowOf(page, 'Carla Jensen (you)').waitFor();
    const link = await invite(page, 'nora@harbour.example', 'Reader');
    assert.match(link, /\/invitation#mlk_/);
    await accessible(page, 'the link of an invitation');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('tab', { name: 'Invited (1)' }).click();
    await rowOf(page, 'nora@harbour.example').waitFor();

    const reader = await join(link, 'Nora Quill');
    await reader.goto('/organisation/people');
    await rowOf(reader, 'Nora Quill (you)').waitFor();
    await counted(command(reader, 'Invite somebody'), 0, 'a reader invites nobody');
    await counted(reader.getByRole('link', { name: 'API access' }), 0);
    await reader.goto('/organisation/settings');
    await reader.getByText('Only an administrator of the organisation changes these.').waitFor();

    await page.goto('/organisation/people');
    await rowOf(page, 'Nora Quill').click();
    const panel = dialog(page, 'Nora Quill');
    await panel.getByRole('radio', { name: /^Administrator/ }).check();
    await panel.getByText('It counts at once').waitFor();
    await panel.getByRole('button', { name: 'Change role' }).click();
    await rowOf(page, 'Nora Quill').filter({ hasText: 'Administrator' }).waitFor();
    await reader.goto('/organisation/api-access');
    await reader.getByRole('heading', { name: 'No API clients yet' }).waitFor();

    await rowOf(page, 'Nora Quill').click();
    await panel.getByRole('button', { name: 'Remove from the organisation' }).click();
    const sure = dialog(page, 'Remove Nora Quill?');
    await sure.getByText('can no longer act for this organisation').waitFor();
    await sure.getByRole('button', { name: 'Remove from the organisation' }).click();
    await page.getByText('Nora Quill is removed.').first().waitFor();
    await page.getByRole('tab', { name: 'Members (1)' }).waitFor();
    await reader.goto('/organisation/people');
    await reader.getByRole('heading', { name: 'You belong to no organisation' }).waitFor();
    await done(reader);
    await done(page);
  });

  it('cannot be left without an administrator, and the refusal has a request ID', async () => {
    const page = await as('customer');
    await page.goto('/organisation/people');
    await rowOf(page, 'Carla Jensen').click();
    await dialog(page, 'Carla Jensen').getByRole('button', { name: 'Remove from the organisation' }).click();
    const sure = dialog(page, 'Remove Carla Jensen?');
    await sure.getByText('This is you.').waitFor();
    await sure.getByRole('button', { name: 'Remove from the organisation' }).click();
    await sure.getByRole('alert').getByText('Give somebody else the role first').waitFor();
    await sure.getByText(/req_/).waitFor();
    await sure.getByRole('button', { name: 'Cancel' }).click();
    const panel = dialog(page, 'Carla Jensen');
    await panel.getByRole('radio', { name: /^Reader/ }).check();
    await panel.getByText('This is you').waitFor();
    await panel.getByRole('button', { name: 'Change role' }).click();
    await panel.getByRole('alert').getByText('Nobody would be left').waitFor();
    await done(page);
  });

  it('are invited once only, and an invitation can be withdrawn', async () => {
    const page = await as('customer');
    await page.goto('/organisation/people');
    await command(page, 'Invite somebody').click();
    const panel = dialog(page, 'Invite somebody');
    await panel.getByLabel('E-mail address').fill('customer@example.com');
    await panel.getByRole('button', { name: 'Make the link' }).click();
    await panel.getByText('belongs to the organisation already').waitFor();
    const link = await invite(page, 'late@harbour.example', 'Reader');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.goto('/organisation/people?view=invited');
    await rowOf(page, 'late@harbour.example').click();
    await dialog(page, 'late@harbour.example').getByRole('button', { name: 'Withdraw' }).click();
    await dialog(page, 'Withdraw the invitation').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('No invitation waits to be accepted').waitFor();
    const other = await asNobody();
    await other.goto(link);
    await other.getByRole('alert').waitFor();
    await done(other);
    await done(page);
  });

  it('get a link for a new password', async () => {
    const page = await as('supplier');
    await page.goto('/organisation/people');
    await rowOf(page, 'Sam Okafor').click();
    await dialog(page, 'Sam Okafor').getByRole('button', { name: 'Link for a new password' }).click();
    await dialog(page, 'Make a link for a new password').getByRole('button', { name: 'Make the link' }).click();
    await dialog(page, 'A new password for Sam Okafor').waitFor();
    assert.match(await shownOnce(page, 'Link'), /\/password-reset#mlk_/);
    await done(page);
  });
});

describe('API access', () => {
  it('is an API client whose secret is shown once and works, until it is revoked', async () => {
    const page = await as('partner');
    await page.goto('/organisation/api-access');
    await page.getByRole('heading', { name: 'No API clients yet' }).waitFor();
    await command(page, 'Create API client').click();
    const panel = dialog(page, 'Create API client');
    await accessible(page, 'a new API client');
    await panel.getByLabel('Name').fill('order system');
    await panel.getByRole('radio', { name: /^Sales agent/ }).check();
    await panel.getByRole('checkbox', { name: 'See the audit log' }).check();
    await panel.getByLabel('Expires').selectOption('In 90 days');
    await panel.getByRole('button', { name: 'Create API client' }).click();
    await dialog(page, 'The API client order system').waitFor();
    await accessible(page, 'the secret of an API client');
    const [id, secret] = [await shownOnce(page, 'Client ID'), await shownOnce(page, 'Client secret')];
    const token = async (with_) =>
      fetch(`${server.address}/oauth2/token`, { method: 'POST', headers: { Authorization: `Basic ${btoa(`${id}:${with_}`)}`, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' });
    const issued = await (await token(secret)).json();
    assert.deepEqual(issued.scope.split(' ').sort(), ['audit.read', 'devices.read', 'devices.register', 'organisation.read']);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    assert.ok(!(await page.content()).includes(secret), 'the secret is gone from the page');

    await rowOf(page, 'order system').click();
    const opened = dialog(page, 'order system');
    await opened.getByText('Register devices, retry and cancel uploads').waitFor();
    await opened.getByRole('button', { name: 'New secret' }).click();
    await dialog(page, 'Make a new secret for order system?').getByRole('button', { name: 'New secret' }).click();
    await dialog(page, 'The API client order system').waitFor();
    const renewed = await shownOnce(page, 'Client secret');
    assert.equal((await token(secret)).status, 401);
    assert.equal((await token(renewed)).status, 200);
    await page.getByRole('button', { name: 'I have kept it' }).click();

    await rowOf(page, 'order system').click();
    await opened.getByRole('button', { name: 'Revoke' }).click();
    const sure = dialog(page, 'Revoke the API client order system?');
    await sure.getByText('for good').waitFor();
    await sure.getByRole('button', { name: 'Revoke' }).click();
    await rowOf(page, 'order system').filter({ hasText: 'Revoked' }).waitFor();
    assert.equal((await token(renewed)).status, 401);
    await done(page);
  });

  it('is a token, that is refused without a scope and after it was revoked', async () => {
    const page = await as('customer');
    await page.goto('/organisation/api-access?view=tokens');
    await command(page, 'Create token').click();
    const panel = dialog(page, 'Create token');
    await panel.getByLabel('Name').fill('nightly list');
    for (const name of ['See organisations', 'See devices', 'Register devices']) await panel.getByRole('checkbox', { name }).uncheck();
    await panel.getByText('Choose at least one.').waitFor();
    assert.ok(await panel.getByRole('button', { name: 'Create token' }).isDisabled());
    await panel.getByRole('checkbox', { name: 'See devices' }).check();
    await panel.getByRole('button', { name: 'Create token' }).click();
    await dialog(page, 'The token nightly list').waitFor();
    const token = await shownOnce(page, 'Token');
    const { items } = await server.api('customer', '/customers');
    const status = async (path) => (await fetch(`${server.address}/api/v1/customers/${items[0].id}${path}`, { headers: { Authorization: `Bearer ${token}` } })).status;
    assert.equal(await status('/devices'), 200);
    assert.equal(await status(''), 403, 'out of its scopes');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await rowOf(page, 'nightly list').click();
    await dialog(page, 'nightly list').getByRole('button', { name: 'Revoke' }).click();
    await dialog(page, 'Revoke the token nightly list?').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('The token is revoked.').first().waitFor();
    assert.equal(await status('/devices'), 401);
    await done(page);
  });
});

describe('enrolment tokens', () => {
  it('are created, shown once and revoked', async () => {
    const page = await as('customer');
    await page.goto('/organisation/enrolment-tokens');
    await page.getByRole('heading', { name: 'No enrolment tokens' }).waitFor();
    await command(page, 'Create token').click();
    const panel = dialog(page, 'Create token');
    await panel.getByLabel('Name').fill('lab bench 4');
    await panel.getByLabel('Expires').selectOption('In 7 days');
    await panel.getByRole('button', { name: 'Create token' }).click();
    await dialog(page, 'The enrolment token lab bench 4').waitFor();
    assert.match(await shownOnce(page, 'Token'), /^met_/);
    await page.getByText(/muster-agent enrol --server/).waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await rowOf(page, 'lab bench 4').filter({ hasText: 'Not yet' }).click();
    await dialog(page, 'lab bench 4').getByRole('button', { name: 'Revoke' }).click();
    await dialog(page, 'Revoke the token lab bench 4?').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('heading', { name: 'No enrolment tokens' }).waitFor();
    await done(page);
  });

  it('are also a partner’s to create for its customer', async () => {
    const page = await as('partner');
    const { items } = await server.api('partner', '/customers');
    await page.goto(`/customers/${items[0].id}/enrolment-tokens`);
    await command(page, 'Create token').click();
    await dialog(page, 'Create token').getByLabel('Name').fill('kiosk');
    await dialog(page, 'Create token').getByRole('button', { name: 'Create token' }).click();
    await dialog(page, 'The enrolment token kiosk').getByRole('button', { name: 'I have kept it' }).click();
    await rowOf(page, 'kiosk').filter({ hasText: 'Priya Nair' }).waitFor();
    await done(page);
  });
});

describe('settings and the audit log', () => {
  it('are changed, and the log says what from and what to', async () => {
    const page = await as('customer');
    await page.goto('/organisation/settings');
    await page.getByLabel('Default group tag').fill('Bakery');
    await page.getByLabel('Inactive after (hours)').fill('0');
    await page.getByText('Whole hours, from 1 to 8760').waitFor();
    await page.getByLabel('Inactive after (hours)').fill('72');
    await page.getByLabel('Notification addresses').fill('it@harbour.example\nnot an address');
    const save = page.getByRole('button', { name: 'Save' }).last();
    await save.click();
    await page.getByText('This is not an e-mail address.').last().waitFor();
    await page.getByLabel('Notification addresses').fill('it@harbour.example');
    await page.getByLabel('Devices enrol only with a key in their TPM').check();
    await save.click();
    await page.getByText('Saved.').first().waitFor();
    await page.getByText('The operator of this installation decides this.').waitFor();

    await page.getByRole('link', { name: 'Audit log' }).click();
    await rowOf(page, 'Settings changed').filter({ hasText: 'Carla Jensen' }).first().click();
    const entry = dialog(page, 'Settings changed');
    const hours = entry.getByRole('row').filter({ hasText: 'check_in_age_hours' });
    await hours.waitFor();
    assert.deepEqual(await hours.getByRole('cell').allInnerTexts(), ['168', '72']);
    await entry.getByRole('row').filter({ hasText: 'require_tpm' }).waitFor();
    await accessible(page, 'an entry of the audit log');
    await entry.getByRole('button', { name: 'All by this person' }).click();
    await page.waitForURL(/person_id=per_/);
    await page.getByRole('grid').waitFor();
    await page.getByLabel('What', { exact: true }).selectOption('Settings');
    await page.waitForURL(/action=settings/);
    await page.waitForFunction(() => document.querySelectorAll('[role=row]').length === 2);
    await page.getByLabel('Until').fill('2001-01-01T00:00');
    await page.getByLabel('Until').press('Enter');
    await page.getByRole('heading', { name: 'Nothing fits these filters' }).waitFor();
    await page.getByRole('search').getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('grid').waitFor();
    const download = page.waitForEvent('download');
    await command(page, 'Download CSV').click();
    assert.equal((await download).suggestedFilename(), 'audit.csv');

    await rowOf(page, 'Settings changed').first().click();
    await entry.getByRole('link', { name: 'What became of the request' }).click();
    await page.waitForURL(/\/requests\/req_/);
    await page.getByRole('heading', { name: /Settings changed/ }).waitFor();
    await page.getByText('PATCH /api/v1/organisations/').first().waitFor();
    await done(page);
  });

  it('rename the organisation, and refuse a name that is taken', async () => {
    const page = await as('customer');
    await page.goto('/organisation/settings');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Tidewater Clinic');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByRole('alert').getByText(/There is a customer with the name/).waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Harbour Bakery Ltd');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Harbour Bakery Ltd' }).waitFor();
    await page.getByRole('banner').getByText('Harbour Bakery Ltd').waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Harbour Bakery');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Harbour Bakery', exact: true }).waitFor();
    await done(page);
  });

  it('say what to do when the server cannot be reached', async () => {
    const page = await as('customer');
    await page.goto('/organisation/settings');
    await page.getByLabel('Default group tag').fill('Lost');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('The server cannot be reached').waitFor();
    await page.context().setOffline(false);
    assert.equal(await page.getByLabel('Default group tag').inputValue(), 'Lost');
    await done(page);
  });
});
