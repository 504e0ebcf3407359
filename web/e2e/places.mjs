// Every page of the portal with the demo's data, by who sees it.
import { as, asNobody, done, server } from './stage.mjs';

const partner = async () => {
  const { items } = await server.api('partner', '/customers');
  const customer = `/customers/${items[0].id}`;
  const { items: batches } = await server.api('partner', `${customer}/batches`);
  const { items: failed } = await server.api('partner', `${customer}/devices?state=registration_failed`);
  return ['/customers', customer, `${customer}/devices`, `${customer}/devices?device=${failed[0].id}`, `${customer}/devices?order_id=none`, `${customer}/uploads`, `${customer}/uploads/${batches[0].id}`, '/account', '/nothing-here'];
};
const customer = async () => {
  const { items: relationships } = await server.api('customer', '/relationships');
  const own = ['people', 'people?view=invited', 'api-access', 'api-access?view=tokens', 'webhooks', 'enrolment-tokens', 'settings', 'audit', 'audit?until=2001-01-01T00:00'].map((page) => `/organisation/${page}`);
  return ['/devices', '/uploads', '/partners', `/partners?relationship=${relationships[0].id}`, ...own];
};
const operator = async () => {
  const { items: customers } = await server.api('operator', '/organisations?kind=customer');
  const one = `/organisations/${customers[0].id}`;
  return ['/overview', '/organisations', '/organisations?new=partner', one, `${one}/people`, `${one}/api-access`, `${one}/audit`, `${one}/settings`, '/requests', '/requests/req_00000000000000000000000000', '/audit', '/identity-providers', '/health', '/organisation/people'];
};

const people = { partner, customer, supplier: async () => ['/directory'], operator };
export const pagesOf = (who) => people[who]();
/// Those that are seen before anybody has signed in.
export const entries = ['/sign-in', '/set-up#x', '/password-reset#x', '/invitation#x', '/relationship-request#x'];

export const settled = async (page, path) => {
  await page.goto(path);
  await page.locator('#main').waitFor();
  await page.getByRole('heading').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[role=progressbar]:not([aria-valuenow])'));
};

const cookies = {};
/// Of a session, once for each.
async function cookiesOf(who) {
  if (cookies[who]) return cookies[who];
  const page = await as(who);
  cookies[who] = (await page.context().storageState()).cookies;
  await done(page);
  return cookies[who];
}

/// Calls `look(page, path)` on every page there is, or that some people see, as the person who sees it.
export async function onEveryPage(options, look, whose = Object.keys(people)) {
  const open = await asNobody(options());
  for (const path of entries) {
    await open.goto(path);
    await open.getByRole('heading').first().waitFor();
    await look(open, path);
  }
  await done(open);
  for (const who of whose) {
    const page = await asNobody(options());
    await page.context().addCookies(await cookiesOf(who));
    for (const path of await pagesOf(who)) {
      await settled(page, path);
      await look(page, path);
    }
    await done(page);
  }
}

/// What sticks out of the page to the side, and does not scroll there on purpose.
export const stickingOut = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => element && (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const found = document.documentElement.scrollWidth > width ? [`the page itself: ${document.documentElement.scrollWidth} of ${width}`] : [];
    for (const element of document.querySelectorAll('body *')) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height <= 1 || scrolls(element.parentElement) || element.closest('[data-tabster-dummy], a[href="#main"]')) continue;
      if (box.right > width + 1 || box.left < -1) found.push(`${element.tagName} ${element.textContent?.slice(0, 40)} ${Math.round(box.left)}..${Math.round(box.right)}`);
    }
    // Scrolled to the side where only up and down is meant.
    const main = document.querySelector('main');
    if (main && main.scrollWidth > main.clientWidth + 1) found.push(`main: ${main.scrollWidth} of ${main.clientWidth}`);
    return found.slice(0, 5);
  });
