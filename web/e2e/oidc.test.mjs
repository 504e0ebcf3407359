// Signing in through an OpenID provider: the button, the way back to where one was, and what is said
// when it does not work. The provider is that of tests/oidc.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startMuster } from '../../tests/oidc/muster.mjs';
import { startProvider } from '../../tests/oidc/provider.mjs';
import { accessible, launch, newPage } from './browser.mjs';

const people = {
  ada: { email: 'ada@larkspur.example', name: 'Ada Larkspur', groups: ['sales'] },
  stray: { email: 'stray@elsewhere.example', name: 'Stray Cat' },
};
let muster;
let provider;
let browser;
before(async () => {
  muster = await startMuster();
  provider = await startProvider(muster, people);
  const partner = await muster.api('POST', '/organisations', { kind: 'partner', name: 'Larkspur' });
  await provider.register('Larkspur', [{ claim: 'groups', value: 'sales', organisation_id: partner.id, role: 'sales_agent' }]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await provider?.stop();
  await muster?.stop();
});

async function through(page, who) {
  await page.getByRole('link', { name: 'Sign in with Larkspur' }).or(page.getByRole('button', { name: 'Sign in with Larkspur' })).click();
  await page.fill('input[name=name]', who);
  await page.click('button');
}

describe('signing in through a provider', () => {
  it('comes back to the page that was asked for', async () => {
    const page = await newPage(browser, muster.url);
    await page.goto('/customers?show=past');
    await page.waitForURL(/sign-in\?next=/);
    await page.getByText('Sign in to go on to the page').waitFor();
    await accessible(page, 'signing in with a provider');
    await through(page, 'ada');
    await page.waitForURL(/\/customers\?show=past$/);
    await page.getByRole('button', { name: /Account and settings: Ada Larkspur/ }).waitFor();
    await page.goto('/account');
    await page.getByText('You sign in through a provider and have no password here.').waitFor();
    assert.deepEqual(page.mistakes, []);
    await page.context().close();
  });

  it('says why not, with the request ID, and then still goes on where one was', async () => {
    const page = await newPage(browser, muster.url);
    await page.goto('/customers?show=requested');
    await page.getByText('Sign in to go on to the page').waitFor();
    await through(page, 'stray');
    const alert = page.getByRole('alert');
    await alert.getByText('nothing says what you may do here').waitFor();
    await alert.getByText(/req_/).waitFor();
    await accessible(page, 'a provider that failed');
    // Another browser, since the provider remembers who signed in.
    await page.context().clearCookies({ domain: 'localhost' });
    await through(page, 'ada');
    await page.waitForURL(/\/customers\?show=requested$/);
    assert.deepEqual(page.mistakes, []);
    await page.context().close();
  });
});
