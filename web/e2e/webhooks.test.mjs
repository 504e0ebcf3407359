// Webhooks, told by a real server to a real address: created, tested, resent, switched off, deleted.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { accessible, launch, newPage } from './browser.mjs';
import { fresh } from './server.mjs';

let server;
let browser;
let page;
let receiver;
const received = [];
let answer = 204;

before(async () => {
  server = await fresh(['--log-level', 'warn', '--webhooks-to-private-addresses', 'true']);
  browser = await launch();
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      received.push({ headers: request.headers, message: JSON.parse(body) });
      response.writeHead(answer).end();
    });
  });
  await new Promise((listening) => receiver.listen(0, '127.0.0.1', listening));
  page = await newPage(browser, server.address);
  await page.goto(server.link);
  await page.getByLabel('Name of this installation').fill('Muster of the North');
  await page.getByLabel('Support contact').fill('help@muster.example');
  await page.getByLabel('Your name').fill('Olive Park');
  await page.getByLabel('E-mail address').fill('olive@muster.example');
  await page.getByLabel('New password').fill('twelve small herons wade');
  await page.getByRole('button', { name: 'Set up' }).click();
  await page.getByRole('button', { name: /Account and settings/ }).waitFor();
});
after(async () => {
  await browser?.close();
  receiver?.close();
  await server?.stop();
});

const address = () => `http://127.0.0.1:${receiver.address().port}/muster`;
// What asks whether somebody is sure, and what is shown once, are alertdialogs.
const dialog = (name) => page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
const command = (name) => page.getByRole('toolbar').getByRole('button', { name });
const delivery = (text) => page.getByRole('row').filter({ hasText: text });

describe('a webhook', () => {
  it('is created with its events and a secret that is shown once', async () => {
    await page.goto('/organisation/webhooks');
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor();
    await command('Create webhook').click();
    const panel = dialog('Create webhook');
    await panel.getByLabel('Address').fill('ftp://127.0.0.1/');
    await panel.getByRole('button', { name: 'Create webhook' }).click();
    await panel.getByRole('alert').getByText(/req_/).waitFor();
    await panel.getByLabel('Address').fill(address());
    await panel.getByRole('checkbox', { name: 'Relationships that change' }).uncheck();
    await panel.getByRole('button', { name: 'Create webhook' }).click();
    await dialog('The secret of the webhook').getByText(/^whsec_/).waitFor();
    await accessible(page, 'the secret of a webhook');
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText('Uploads that are finished, Devices that change their state').waitFor();
    await page.getByRole('heading', { name: 'Nothing was sent yet' }).waitFor();
  });

  it('is sent a test, which arrives signed', async () => {
    await command('Send a test').click();
    await delivery('Delivered').filter({ hasText: '204' }).click();
    const panel = dialog('Test');
    await panel.getByText('"type": "webhook.test"').waitFor();
    await accessible(page, 'a delivery');
    assert.equal(received.length, 1);
    assert.equal(received[0].message.type, 'webhook.test');
    assert.match(received[0].headers['webhook-signature'], /^v1,/);
    await panel.getByText(received[0].headers['webhook-id']).waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows what failed and when it is tried again, and is sent it again', async () => {
    answer = 500;
    await command('Send a test').click();
    const waiting = delivery('Waiting').filter({ hasText: '500' });
    await waiting.click();
    const panel = dialog('Test');
    await panel.getByText('It is tried again by itself').waitFor();
    await panel.getByText('Next attempt').waitFor();
    answer = 204;
    await panel.getByRole('button', { name: 'Send again' }).click();
    await panel.getByText('Delivered').first().waitFor();
    const ids = received.map((one) => one.headers['webhook-id']);
    assert.equal(ids.at(-1), ids[1], 'sent again with the same ID');
    await page.keyboard.press('Escape');
  });

  it('gets a new secret, other events, is switched off and on', async () => {
    await command('New secret').click();
    await dialog('Make a new secret?').getByRole('button', { name: 'New secret' }).click();
    await dialog('The secret of the webhook').getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText('Old secret signs along until').waitFor();
    await command('Change').click();
    await dialog('Change').getByRole('checkbox', { name: 'Uploads that are finished' }).uncheck();
    await dialog('Change').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('definition').filter({ hasText: /^Devices that change their state$/ }).waitFor();
    await command('Switch off').click();
    await page.getByText('It is off: nothing is told').first().waitFor();
    await command('Switch on').click();
    await command('Switch off').waitFor();
  });

  it('is deleted once that is confirmed', async () => {
    await command('Delete').click();
    await dialog('Delete this webhook?').getByRole('button', { name: 'Cancel' }).click();
    await dialog('Delete this webhook?').waitFor({ state: 'detached' });
    await command('Delete').click();
    await dialog('Delete this webhook?').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'No webhooks yet' }).waitFor();
    assert.deepEqual(page.mistakes, []);
  });
});
