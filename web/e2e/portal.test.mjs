// Signing in and out, and in which language.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, asNobody, done, server } from './stage.mjs';

describe('signing in', () => {
  it('refuses a wrong password with what to do and a request ID', async () => {
    const page = await asNobody();
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
    const page = await asNobody();
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
    const page = await asNobody({ locale: 'de-DE' });
    await page.goto('/sign-in');
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.getByLabel('E-Mail-Adresse').fill('nobody@example.com');
    await page.getByLabel('Passwort').fill('not the password');
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await page.getByText('Nicht angemeldet').waitFor();
    await done(page);
  });
});
