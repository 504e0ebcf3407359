// A partner and a customer come together, narrow it, and part: from the click on *Request
// relationship* to *Ready for user*, and every way in which it does not come to that.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessible, counted } from './browser.mjs';
import { as, asNobody, device, done, partnerHeader, server } from './stage.mjs';

const partnerName = 'Larkspur IT';
const panelOf = (page, name) => page.getByRole('dialog', { name });
const questionOf = (page, name) => page.getByRole('alertdialog', { name });
/// Not the headings, which are a row too.
const rowOf = (page, ...texts) => texts.reduce((rows, text) => rows.filter({ hasText: text }), page.locator('[role=row][data-index]'));

/// The partner asks, as a click in its list of customers; returns the link.
async function request(page, { delegated = true } = {}) {
  await page.goto('/customers');
  await page.getByRole('button', { name: 'Request relationship' }).click();
  const panel = panelOf(page, 'Request relationship');
  await panel.getByRole('radio', { name: delegated ? /^With delegated/ : /^Without delegated/ }).check();
  await panel.getByRole('button', { name: 'Request relationship' }).click();
  const link = await panel.getByRole('textbox', { name: 'Link' }).inputValue();
  await panel.getByRole('button', { name: 'Done' }).click();
  return link;
}
const openRequest = async (page, link) => {
  await page.goto(link);
  await page.getByRole('heading', { name: `${partnerName} asks for a relationship` }).waitFor();
};
/// The state of the newest of the partner's relationships that is not active.
const opened = async (page, state) => {
  await page.goto('/customers?show=past');
  await rowOf(page, state).first().click();
  return page.getByRole('dialog');
};

describe('from the request to Ready for user', () => {
  it('goes with a customer that is new here', async () => {
    const partner = await as('partner');
    await partner.goto('/customers');
    await partner.getByRole('button', { name: 'Request relationship' }).click();
    const asking = panelOf(partner, 'Request relationship');
    await asking.getByText('You register devices for the customer').waitFor();
    await accessible(partner, 'requesting a relationship');
    await asking.getByRole('button', { name: 'Request relationship' }).click();
    const link = await asking.getByRole('textbox', { name: 'Link' }).inputValue();
    assert.ok((await asking.getByRole('textbox', { name: 'Text' }).inputValue()).includes(link));
    await accessible(partner, 'the link of a request');
    await partner.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await asking.getByRole('button', { name: 'Copy the link' }).click();
    assert.equal(await partner.evaluate(() => navigator.clipboard.readText()), link);
    await asking.getByRole('button', { name: 'Done' }).click();
    await rowOf(partner, 'Requested').waitFor();

    const customer = await asNobody();
    await openRequest(customer, link);
    assert.ok(!customer.url().includes('mlk_'), 'the secret stays in no history');
    await customer.getByText('remove devices that it registered').waitFor();
    await accessible(customer, 'a request for somebody who is new here');
    await customer.getByLabel('Name of your organisation').fill('Lighthouse Hotel');
    await customer.getByLabel('Your name').fill('Lena Storm');
    await customer.getByLabel('E-mail address').fill('lena@lighthouse.example');
    await customer.getByLabel('New password').fill('seven lamps above the bay');
    await customer.getByRole('button', { name: 'Create and accept' }).click();
    await customer.getByText('No devices yet').waitFor();
    await customer.getByRole('link', { name: 'Partners' }).click();
    await rowOf(customer, partnerName, 'Active').waitFor();

    await partner.reload();
    await rowOf(partner, 'Lighthouse Hotel', 'Active').click();
    await partner.getByRole('link', { name: 'Devices' }).click();
    await partner.getByRole('button', { name: 'Register devices' }).first().click();
    const panel = panelOf(partner, 'Register devices');
    await panel.locator('input[type=file]').setInputFiles({ name: 'first.csv', mimeType: 'text/csv', buffer: Buffer.from(`${partnerHeader}\r\n${device(50)}\r\n`) });
    await panel.getByRole('button', { name: 'Check first' }).click();
    await panel.getByRole('button', { name: 'Register 1 device' }).click();
    await partner.getByText('1 of 1 rows decided').waitFor();

    await customer.goto('/devices');
    await rowOf(customer, device(50).split(',')[2], 'Ready for user').waitFor();
    await done(partner);
    await done(customer);
  });

  it('is narrowed, widened and ended by the customer, who is asked first', async () => {
    const customer = await as('customer');
    await customer.getByRole('link', { name: 'Partners' }).click();
    await rowOf(customer, partnerName).waitFor();
    await accessible(customer, 'the partners');
    await rowOf(customer, partnerName).click();
    const panel = panelOf(customer, `Relationship with ${partnerName}`);
    await panel.getByText('Made by the operator').first().waitFor();
    await accessible(customer, 'a relationship');
    await panel.getByRole('radio', { name: /^Without delegated/ }).check();
    await panel.getByRole('button', { name: 'Save' }).click();
    const narrow = questionOf(customer, `Take delegated administration away from ${partnerName}?`);
    await accessible(customer, 'the question before narrowing');
    await narrow.getByRole('button', { name: 'Take it away' }).click();
    await panel.getByRole('listitem').filter({ hasText: 'Changed, without delegated administration' }).waitFor();

    const partner = await as('partner');
    await rowOf(partner, 'Harbour Bakery', 'No').click();
    await partner.getByText('Without delegated administration').waitFor();
    await partner.getByRole('button', { name: 'Relationship' }).click();
    await panelOf(partner, 'Relationship with Harbour Bakery').getByText('Changed').waitFor();

    await panel.getByRole('radio', { name: /^With delegated/ }).check();
    await panel.getByRole('switch', { name: /^It sees all/ }).check();
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('listitem').filter({ hasText: 'Changed, with delegated administration, sees all devices' }).waitFor();
    await partner.reload();
    await partner.getByRole('heading', { name: 'Service administration' }).waitFor();

    await panel.getByRole('button', { name: 'End the relationship' }).click();
    const end = questionOf(customer, `End the relationship with ${partnerName}?`);
    await end.getByText('This cannot be undone').waitFor();
    await end.getByRole('button', { name: 'End the relationship' }).click();
    await panel.getByText('Over.', { exact: false }).waitFor();
    await panel.getByRole('button', { name: 'Close' }).last().click();
    await rowOf(customer, partnerName, 'Ended').waitFor();

    const past = await opened(partner, 'Ended');
    await past.getByText('Carla Jensen, Harbour Bakery').first().waitFor();
    await accessible(partner, 'an ended relationship');
    await done(partner);
    await done(customer);
  });

  it('begins anew with a link that the customer pastes, and that asks for less', async () => {
    const partner = await as('partner');
    const link = await request(partner, { delegated: false });
    const customer = await as('customer');
    await customer.goto('/partners');
    await customer.getByRole('button', { name: 'Answer a request' }).click();
    const panel = panelOf(customer, 'Answer a request');
    await panel.getByLabel('Link from the partner').fill('https://example.com/something-else');
    await panel.getByRole('button', { name: 'See the request' }).click();
    await panel.getByText('This is no link of a request').waitFor();
    await accessible(customer, 'answering a request');
    await panel.getByLabel('Link from the partner').fill(link);
    await panel.getByRole('button', { name: 'See the request' }).click();
    await customer.getByText('You answer for Harbour Bakery').waitFor();
    await counted(customer.getByRole('radio'), 0, 'what was not asked for cannot be given');
    await accessible(customer, 'a request for a customer');
    await customer.getByRole('button', { name: 'Accept' }).click();
    await customer.getByText(`${partnerName} now has a relationship with you.`).first().waitFor();
    await panelOf(customer, `Relationship with ${partnerName}`).getByRole('radio', { name: /^Without delegated/, checked: true }).waitFor();

    // There is one now, so a second one is refused, with what to tell support.
    await openRequest(customer, await request(partner));
    await customer.getByRole('button', { name: 'Accept' }).click();
    const alert = customer.getByRole('alert');
    await alert.getByText('have a relationship already').waitFor();
    await alert.getByText(/req_/).waitFor();
    await done(partner);
    await done(customer);
  });
});

describe('a request', () => {
  it('is declined after a question, and the partner sees by whom', async () => {
    const partner = await as('partner');
    const link = await request(partner);
    const customer = await as('customer');
    await openRequest(customer, link);
    await customer.getByRole('button', { name: 'Decline' }).click();
    const dialog = questionOf(customer, `Decline the request of ${partnerName}?`);
    await accessible(customer, 'the question before declining');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await customer.getByRole('button', { name: 'Decline' }).click();
    await dialog.getByRole('button', { name: 'Decline' }).click();
    await customer.getByText('You declined the request').waitFor();
    const again = await asNobody();
    await again.goto(link);
    await again.getByRole('heading', { name: 'This request was declined' }).waitFor();
    const panel = await opened(partner, 'Declined');
    await panel.getByText('Carla Jensen, Harbour Bakery').waitFor();
    await done(partner);
    await done(customer);
    await done(again);
  });

  it('is withdrawn by the partner, and its link says so', async () => {
    const partner = await as('partner');
    const link = await request(partner);
    await partner.goto('/customers?show=requested');
    await rowOf(partner, 'Requested').first().waitFor();
    const before = await rowOf(partner).count();
    // The newest stands first.
    await rowOf(partner, 'Requested').first().click();
    await partner.getByRole('button', { name: 'Withdraw the request' }).click();
    await questionOf(partner, 'Withdraw this request?').getByRole('button', { name: 'Withdraw the request' }).click();
    await partner.getByText('The request is withdrawn.').first().waitFor();
    await partner.getByRole('button', { name: 'Close' }).last().click();
    await partner.waitForFunction((count) => document.querySelectorAll('[role=row][data-index]').length === count, before - 1);
    const customer = await asNobody();
    await customer.goto(link);
    await customer.getByRole('heading', { name: 'The partner has withdrawn this request' }).waitFor();
    await accessible(customer, 'a withdrawn request');
    await done(partner);
    await done(customer);
  });

  it('expires when nobody answers', async () => {
    const partner = await as('partner');
    const link = await request(partner);
    server.sql('UPDATE relationships SET expires_at = created_at + 1 WHERE state = 1');
    const customer = await as('customer');
    await customer.goto(link);
    await customer.getByRole('heading', { name: 'This request has expired' }).waitFor();
    const panel = await opened(partner, 'Expired');
    await panel.getByText('Expired without an answer').waitFor();
    await counted(panel.getByRole('button', { name: 'Withdraw the request' }), 0);
    await done(partner);
    await done(customer);
  });

  it('cannot be answered for an organisation that is no customer', async () => {
    const partner = await as('partner');
    const link = await request(partner);
    for (const [who, kind] of [['supplier', 'Supplier'], ['partner', 'Partner']]) {
      const page = await as(who);
      await openRequest(page, link);
      await page.getByText(`(${kind}). Only a customer can answer.`).waitFor();
      await counted(page.getByRole('button', { name: 'Accept', exact: true }), 0);
      await accessible(page, `a request for a ${kind}`);
      await done(page);
    }
    // With another account she comes back to the request.
    const page = await as('supplier');
    await openRequest(page, link);
    await page.getByRole('button', { name: 'Sign in with another account' }).click();
    await page.waitForURL(/\/sign-in$/);
    await page.getByLabel('E-mail address').fill('customer@example.com');
    await page.getByLabel('Password').fill(server.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('You answer for Harbour Bakery').waitFor();
    await done(page);
    await done(partner);
  });

  it('that does not exist says so, with the request ID', async () => {
    const page = await asNobody();
    await page.goto('/relationship-request#mlk_0123456789012345678901234567890123456789012');
    await page.getByRole('alert').getByText('This link leads to no request').waitFor();
    await page.getByRole('alert').getByText(/req_/).waitFor();
    await accessible(page, 'a link that leads nowhere');
    await done(page);
  });
});

describe('every page of it', () => {
  it('is accessible in the dark, too', async () => {
    const partner = await as('partner', { colorScheme: 'dark' });
    await rowOf(partner, 'Active').first().waitFor();
    await accessible(partner, 'the customers in the dark');
    const link = await request(partner);
    await partner.goto('/customers?show=requested');
    await rowOf(partner, 'Requested').first().click();
    await partner.getByText('Waiting for the customer').waitFor();
    await accessible(partner, 'a request in the dark');
    const customer = await as('customer', { colorScheme: 'dark' });
    await openRequest(customer, link);
    await customer.getByText('You answer for Harbour Bakery').waitFor();
    await accessible(customer, 'answering in the dark');
    await customer.goto('/partners');
    await rowOf(customer, partnerName, 'Active').click();
    await customer.getByText('Accepted by the customer.').waitFor();
    await customer.getByRole('listitem').first().waitFor();
    await accessible(customer, 'a relationship in the dark');
    await done(partner);
    await done(customer);
  });
});
