// The budget of what a page costs before it is of use: bytes and requests exactly, times generously,
// because the machine that runs this may be busy.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newPage } from './browser.mjs';
import { as, asNobody, browser, done, server } from './stage.mjs';

/// What a first visit loads: gzipped JavaScript, everything, how many answers; and when it shows what.
async function firstVisit(page, path, ready) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Map();
  const cost = { script: 0, bytes: 0, requests: 0 };
  session.on('Network.responseReceived', ({ requestId, response }) => scripts.set(requestId, /\.js$/.test(new URL(response.url).pathname)));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    cost.requests += 1;
    cost.bytes += encodedDataLength;
    if (scripts.get(requestId)) cost.script += encodedDataLength;
  });
  // Browsers take brotli, which is less; the budget is in gzip.
  await page.route('**/assets/*.js', async (route) => route.continue({ headers: { ...route.request().headers(), 'accept-encoding': 'gzip' } }));
  await page.goto(path);
  await ready(page);
  await page.waitForLoadState('load');
  await page.waitForTimeout(500);
  const times = await page.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
    return { paint: Math.round(paint), largest: Math.round(window.largest ?? paint), shift: window.shift ?? 0, blocked: Math.round(window.blocked ?? 0) };
  });
  return { ...cost, ...times };
}

const watch = (page) =>
  page.addInitScript(() => {
    const on = (type, see) => new PerformanceObserver((list) => list.getEntries().forEach(see)).observe({ type, buffered: true });
    window.shift = 0;
    window.blocked = 0;
    on('largest-contentful-paint', (entry) => { window.largest = entry.startTime; });
    on('layout-shift', (entry) => { if (!entry.hadRecentInput) window.shift += entry.value; });
    on('longtask', (entry) => { window.blocked += entry.duration - 50; });
  });

function within(cost, { script, bytes, requests, shift }) {
  console.log(`# ${JSON.stringify(cost)}`);
  assert.ok(cost.script > 50_000 && cost.script < script, `JavaScript: ${cost.script} of ${script} bytes, gzipped`);
  assert.ok(cost.bytes < bytes, `in all: ${cost.bytes} of ${bytes} bytes`);
  assert.ok(cost.requests <= requests, `requests: ${cost.requests} of ${requests}`);
  assert.ok(cost.paint > 0 && cost.paint < 5000, `first paint after ${cost.paint} ms`);
  assert.ok(cost.largest < 8000, `largest paint after ${cost.largest} ms`);
  assert.ok(cost.shift < shift, `layout shift ${cost.shift}`);
}

describe('the budget', () => {
  it('of the sign-in page', async () => {
    const page = await asNobody();
    await watch(page);
    const cost = await firstVisit(page, '/sign-in', () => page.getByLabel('Password').waitFor());
    within(cost, { script: 250_000, bytes: 300_000, requests: 30, shift: 0.1 });
    await done(page);
  });

  it('of the devices page', async () => {
    const signedIn = await as('customer');
    const page = await newPage(browser, server.address, { storageState: await signedIn.context().storageState() });
    await watch(page);
    const cost = await firstVisit(page, '/devices', () => page.getByRole('row').nth(3).waitFor());
    within(cost, { script: 450_000, bytes: 550_000, requests: 60, shift: 0.25 });
    await done(page);
    await done(signedIn);
  });
});
