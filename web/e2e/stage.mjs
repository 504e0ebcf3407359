// What the tests of a file stand on: one demo server and one browser, started before the first and
// ended after the last; and the people who sign in. Each file is a process of its own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import { launch, newPage } from './browser.mjs';
import { demo } from './server.mjs';

/// There once the first test begins.
export let server;
export let browser;
before(async () => {
  server = await demo();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/// A page of one of the demo's people, `partner`, `customer`, `supplier` or `operator`, with a session
/// of its own. Signing in by the page itself is tested where that is the subject.
export async function as(who, options) {
  const page = await newPage(browser, server.address, options);
  const signedIn = await page.context().request.post('/api/v1/session', { data: { email: `${who}@example.com`, password: server.password } });
  assert.equal(signedIn.status(), 200);
  await page.goto('/');
  await page.getByRole('button', { name: /Account and settings/ }).waitFor();
  return page;
}

/// A page where nobody is signed in.
export const asNobody = (options) => newPage(browser, server.address, options);

/// Fails when a script of the page did.
export async function done(page) {
  assert.deepEqual(page.mistakes, []);
  await page.context().close();
}

// Rows of the sample directory that the demo publishes; each test takes its own.
const sample = readFileSync(new URL('../../samples/directory-sample.csv', import.meta.url), 'utf8').split('\r\n');
export const device = (i) => sample[i].split(',').slice(0, 3).join(',');
export const partnerHeader = 'Manufacturer,Model,Serial Number';
