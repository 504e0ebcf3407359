// What whoever runs the installation does: begin on an empty one, create organisations and end them, find
// requests, and see how the server is doing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessible, counted, newPage } from './browser.mjs';
import { fresh } from './server.mjs';
import { as, asNobody, browser, done, server } from './stage.mjs';

// What asks whether somebody is sure, and what is shown once, are alertdialogs.
const dialog = (page, name) => page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
const rowOf = (page, text) => page.getByRole('row').filter({ hasText: text });
const command = (page, name) => page.getByRole('toolbar').getByRole('button', { name });
const create = async (page, kind, name, email = '') => {
  const panel = dialog(page, 'Create organisation');
  await panel.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
  await panel.getByRole('textbox', { name: 'Name' }).fill(name);
  await panel.getByLabel('E-mail address of its first administrator').fill(email);
  await panel.getByRole('button', { name: 'Create organisation' }).click();
};

describe('an empty installation', () => {
  let empty;
  let page;
  before(async () => {
    empty = await fresh(['--log-level', 'warn']);
    page = await newPage(browser, empty.address);
  });
  after(async () => {
    await page?.context().close();
    await empty?.stop();
  });

  it('is set up and says what to do first', async () => {
    await page.goto(empty.link);
    await page.getByLabel('Name of this installation').fill('Muster of the North');
    await page.getByLabel('Support contact').fill('help@muster.example');
    await page.getByLabel('Your name').fill('Olive Park');
    await page.getByLabel('E-mail address').fill('olive@muster.example');
    await page.getByLabel('New password').fill('twelve small herons wade');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.waitForURL(/\/overview$/);
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await counted(page.getByRole('img', { name: 'Not yet' }), 3);
    await page.getByText('It takes requests, and its database answers.').waitFor();
    await page.getByText('Nothing waits.').waitFor();
    await accessible(page, 'the overview of an empty installation');
  });

  it('gets its first organisations, whose administrators join by a link', async () => {
    await page.getByRole('button', { name: 'Create supplier' }).click();
    await create(page, 'Supplier', 'Bluefin Distribution', 'sam@bluefin.example');
    await dialog(page, 'The invitation for sam@bluefin.example').getByText(/join Bluefin Distribution on Muster as Publisher/).waitFor();
    const link = (await dialog(page, 'The invitation').getByText(/\/invitation#mlk_/).first().innerText()).trim();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bluefin Distribution' }).waitFor();
    const sam = await newPage(browser, empty.address);
    await sam.goto(link);
    await sam.getByLabel('Your name').fill('Sam Okafor');
    await sam.getByLabel('New password').fill('eleven blue fins swim');
    await sam.getByRole('button', { name: 'Create account and join' }).click();
    await sam.getByRole('button', { name: /Account and settings/ }).waitFor();
    await sam.goto('/organisation/people');
    await rowOf(sam, 'Sam Okafor (you)').filter({ hasText: 'Publisher' }).waitFor();
    await done(sam);

    await page.goto('/overview');
    await page.getByRole('button', { name: 'Create customer' }).click();
    await create(page, 'Customer', 'Harbour Bakery');
    await page.getByRole('heading', { level: 1, name: 'Harbour Bakery' }).waitFor();
    await page.getByText('Nobody can sign in for this organisation.').waitFor();
    await page.goto('/overview');
    await page.getByRole('img', { name: 'Done' }).nth(1).waitFor();
    await page.getByRole('button', { name: 'Create partner' }).click();
    await create(page, 'Partner', 'Larkspur IT');
    await page.getByRole('heading', { level: 1, name: 'Larkspur IT' }).waitFor();
    await page.goto('/overview');
    await page.getByRole('heading', { name: 'Latest changes' }).waitFor();
    await page.getByText('Larkspur IT').waitFor();
    await counted(page.getByRole('heading', { name: 'First steps' }), 0);
  });

  it('is not created twice where only the invitation was refused', async () => {
    await page.goto('/organisations?new=partner');
    await create(page, 'Partner', 'Quayside IT', 'nobody@nowhere');
    const panel = dialog(page, 'Create organisation');
    await panel.getByText('Quayside IT is created, but nobody is invited yet.').waitFor();
    await panel.getByLabel('E-mail address of its first administrator').fill('quinn@quayside.example');
    await panel.getByRole('button', { name: 'Invite' }).click();
    await dialog(page, 'The invitation for quinn@quayside.example').waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.goto('/organisations?kind=partner');
    await rowOf(page, 'Larkspur IT').waitFor();
    await counted(rowOf(page, 'Quayside IT'), 1);
    assert.deepEqual(page.mistakes, []);
  });
});

describe('organisations', () => {
  it('are found by name and kind, and refuse a name that is taken', async () => {
    const page = await as('operator');
    await page.waitForURL(/\/overview$/);
    await page.getByRole('link', { name: 'Organisations' }).click();
    await page.getByLabel('Find by name').fill('tide');
    await rowOf(page, 'Tidewater Clinic').waitFor();
    await counted(page.getByRole('row'), 2);
    await page.getByLabel('Find by name').fill('nothing like it');
    await page.getByRole('heading', { name: 'No organisation has that in its name' }).waitFor();
    await page.getByLabel('Find by name').fill('');
    await page.getByLabel('Kind', { exact: true }).selectOption('Supplier');
    await page.waitForURL(/kind=supplier/);
    await rowOf(page, 'Bluefin Distribution').waitFor();
    await command(page, 'Create organisation').click();
    await create(page, 'Customer', 'Tidewater Clinic');
    await dialog(page, 'Create organisation').getByRole('alert').getByText(/There is a customer with the name/).waitFor();
    await dialog(page, 'Create organisation').getByText(/req_/).waitFor();
    await done(page);
  });

  it('are suspended, so that their people only read, and resumed', async () => {
    const page = await as('operator');
    await page.goto('/organisations');
    await rowOf(page, 'Larkspur IT').click();
    await command(page, 'Suspend').click();
    const sure = dialog(page, 'Suspend Larkspur IT?');
    await sure.getByText('change nothing').waitFor();
    await accessible(page, 'suspending an organisation');
    await sure.getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('This organisation is suspended').waitFor();

    const priya = await as('partner');
    await priya.goto('/organisation/people');
    await priya.getByText('Everything can be read and nothing changed.').waitFor();
    await counted(command(priya, 'Invite somebody'), 0);
    await done(priya);

    await command(page, 'Resume').click();
    await page.getByText('Larkspur IT works again.').first().waitFor();
    await command(page, 'Suspend').waitFor();
    await done(page);
  });

  it('are deleted after their name was typed, unless they own devices', async () => {
    const page = await as('operator');
    await page.goto('/organisations');
    await rowOf(page, 'Harbour Bakery').click();
    await command(page, 'Delete').click();
    const owner = dialog(page, 'Delete Harbour Bakery?');
    const sure = owner.getByRole('button', { name: 'Delete' });
    assert.ok(await sure.isDisabled());
    await owner.getByLabel('Type the name to be sure').fill('harbour bakery');
    assert.ok(await sure.isDisabled(), 'letter case counts');
    await owner.getByLabel('Type the name to be sure').fill('Harbour Bakery');
    await sure.click();
    await owner.getByRole('alert').getByText('Remove them first').waitFor();
    await accessible(page, 'a refused deletion');
    await owner.getByRole('button', { name: 'Cancel' }).click();

    await page.goto('/organisations?new=customer');
    await create(page, 'Customer', 'Shortlived Ltd');
    await page.getByRole('heading', { level: 1, name: 'Shortlived Ltd' }).waitFor();
    await command(page, 'Delete').click();
    const gone = dialog(page, 'Delete Shortlived Ltd?');
    await gone.getByLabel('Type the name to be sure').fill('Shortlived Ltd');
    await gone.getByRole('button', { name: 'Delete' }).click();
    await page.waitForURL(/\/organisations$/);
    await rowOf(page, 'Larkspur IT').waitFor();
    await counted(rowOf(page, 'Shortlived Ltd'), 0);
    await page.goto('/audit');
    await rowOf(page, 'Organisation deleted').filter({ hasText: 'Shortlived Ltd' }).waitFor();
    await done(page);
  });

  it('have settings that the operator decides, and people whom it invites', async () => {
    const page = await as('operator');
    await page.goto('/organisations');
    await rowOf(page, 'Tidewater Clinic').click();
    await page.getByRole('navigation', { name: 'Pages of the organisation' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('checkbox', { name: 'Let a valid hardware hash register' }).check();
    await page.getByRole('button', { name: 'Save' }).last().click();
    await page.getByText('Saved.').first().waitFor();
    await page.reload();
    assert.ok(await page.getByRole('checkbox', { name: 'Let a valid hardware hash register' }).isChecked());
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('heading', { name: 'Nobody belongs to this organisation yet' }).waitFor();
    await done(page);
  });
});

describe('a request', () => {
  it('is found by its ID, with its changes, its uploads and its log', async () => {
    const page = await as('operator');
    const { items: customers } = await server.api('partner', '/customers');
    const { items: batches } = await server.api('partner', `/customers/${customers[0].id}/batches`);
    await page.goto('/overview');
    await page.getByRole('textbox', { name: 'Request ID' }).fill(`they said: ${batches[0].request_id}.`);
    await page.getByRole('button', { name: 'Look up' }).click();
    await page.waitForURL(/\/requests\/req_/);
    await page.getByText(/Done · 202/).waitFor();
    await page.getByRole('heading', { name: /^Devices uploaded/ }).waitFor();
    await page.getByRole('link', { name: 'Larkspur IT' }).waitFor();
    await page.getByText('"operation": "create_batch"').waitFor();
    await accessible(page, 'a request');
    await page.getByRole('link', { name: 'device-registration-sample-partner.csv' }).click();
    await page.getByRole('heading', { level: 1, name: 'device-registration-sample-partner.csv' }).waitFor();
    await done(page);
  });

  it('that failed says why, from what a person saw', async () => {
    const customer = await as('customer');
    await customer.goto('/organisation/people');
    await command(customer, 'Invite somebody').click();
    const panel = dialog(customer, 'Invite somebody');
    await panel.getByLabel('E-mail address').fill('customer@example.com');
    await panel.getByRole('button', { name: 'Make the link' }).click();
    const id = /req_\w+/.exec(await panel.getByRole('alert').innerText())[0];
    await customer.goto(`/requests/${id}`);
    await customer.getByText(/Failed · 409/).waitFor();
    await done(customer);

    const page = await as('operator');
    await page.goto(`/requests/${id}`);
    await page.getByText(/Failed · 409/).waitFor();
    await page.getByText('belongs to the organisation already').waitFor();
    await page.getByText('It changed nothing.').waitFor();
    await done(page);

    const stranger = await as('supplier');
    await stranger.goto(`/requests/${id}`);
    await stranger.getByRole('alert').getByText('No request of yours').waitFor();
    await done(stranger);
  });

  it('is told from what is none, before anything is asked', async () => {
    const page = await as('operator');
    await page.goto('/requests');
    await page.getByRole('heading', { name: 'Paste a request ID' }).waitFor();
    await page.getByRole('textbox', { name: 'Request ID' }).fill('dev_0dx7grfx80002');
    await page.keyboard.press('Enter');
    await page.getByText('This is no request ID').waitFor();
    await page.goto('/requests/req_00000000000000000000000000');
    await page.getByRole('alert').getByText('for 30 days').waitFor();
    await done(page);
  });
});

describe('the health of the server', () => {
  it('is shown, and is the operator’s alone', async () => {
    const page = await as('operator');
    await page.getByRole('link', { name: 'Health' }).click();
    await page.getByText(/^SQLite 3\./).waitFor();
    await page.getByText(/ of .* free$/).waitFor();
    const customer = await as('customer');
    await customer.goto('/health');
    await customer.getByRole('alert').getByText(/req_/).waitFor();
    await done(customer);
    await page.route('**/api/v1/health', (route) => route.abort());
    await page.getByText('The server cannot be reached').waitFor({ timeout: 25_000 });
    await done(page);
  });
});

describe('identity providers', () => {
  it('are added with their rules, changed and removed', async () => {
    const page = await as('operator');
    await page.goto('/identity-providers');
    await page.getByRole('heading', { name: 'No identity providers' }).waitFor();
    await command(page, 'Add provider').click();
    const panel = dialog(page, 'Add provider');
    await panel.getByText(`${server.address}/oidc/callback`).waitFor();
    await panel.getByRole('textbox', { name: 'Name' }).fill('Larkspur');
    await panel.getByLabel('Issuer').fill('http://login.larkspur.example');
    await panel.getByLabel('Client ID').fill('muster');
    await panel.getByRole('button', { name: 'Add rule' }).click();
    const rule = panel.getByRole('group', { name: 'Rule 1' });
    await rule.getByLabel('Value').fill('muster-sales');
    await rule.getByLabel('Organisation').selectOption({ label: 'Larkspur IT (Partner)' });
    await rule.getByLabel('Role').selectOption('Sales agent');
    await panel.getByRole('button', { name: 'Add provider' }).click();
    await panel.getByRole('alert').getByText(/https/).first().waitFor();
    await accessible(page, 'an identity provider that was refused');
    await panel.getByLabel('Issuer').fill('https://login.larkspur.example/realms/staff');
    await panel.getByRole('button', { name: 'Add provider' }).click();
    await rowOf(page, 'Larkspur').filter({ hasText: '1 rule' }).waitFor();

    const nobody = await asNobody();
    await nobody.goto('/sign-in');
    await nobody.getByText('Sign in with Larkspur').waitFor();
    await done(nobody);

    await rowOf(page, 'Larkspur').click();
    const opened = dialog(page, 'Larkspur');
    assert.equal(await opened.getByRole('group', { name: 'Rule 1' }).getByLabel('Role').inputValue(), 'sales_agent');
    await opened.getByRole('checkbox', { name: 'People can sign in through it' }).uncheck();
    await opened.getByRole('button', { name: 'Save' }).click();
    await rowOf(page, 'Larkspur').filter({ hasText: 'Off' }).click();
    await opened.getByRole('button', { name: 'Remove', exact: true }).last().click();
    const sure = dialog(page, 'Remove Larkspur?');
    await sure.getByText('Nobody can sign in through it any more').waitFor();
    await sure.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('heading', { name: 'No identity providers' }).waitFor();
    await done(page);
  });
});
