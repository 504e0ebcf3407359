// How smoothly a million devices scroll: frame times while the wheel turns, while the scroll bar is
// dragged, and how long a jump takes. `make bench-portal`; not in continuous integration, because it
// measures the machine as much as the portal. The data folder stays in build/million for the next time.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { launch, newPage, signIn } from './browser.mjs';
import { binary, serve } from './server.mjs';

const folder = new URL('../../build/million/', import.meta.url).pathname;
const data = `${folder}data`;
const password = 'a password for measuring';
const count = 1_000_000;

if (!existsSync(`${folder}simulated.txt`)) {
  mkdirSync(folder, { recursive: true });
  console.log(`# ${count} devices are being made in ${data}: some minutes`);
  const made = spawnSync(binary, ['simulate', '--data', data, '--devices', String(count), '--customers', '1'], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stdout + made.stderr);
  writeFileSync(`${folder}simulated.txt`, made.stdout + made.stderr);
}
const token = /MUSTER_TOKEN=(\S+)/.exec(readFileSync(`${folder}simulated.txt`, 'utf8'))[1];

const server = process.env.MUSTER_ADDRESS ? { address: process.env.MUSTER_ADDRESS, stop: async () => {} } : await serve(data);
const api = async (path, body) => {
  const response = await fetch(`${server.address}/api/v1${path}`, { method: body ? 'POST' : 'GET', body: body && JSON.stringify(body), headers: { ...(path.includes('join') ? {} : { Authorization: `Bearer ${token}` }), ...(body ? { 'Content-Type': 'application/json' } : {}) } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

/// Frame times in the page while something is done to it, as the page itself sees them.
async function frames(page, what, during) {
  await page.evaluate(() => {
    const times = [];
    let last = performance.now();
    window.probe = { times, waiting: 0, looks: 0, on: true };
    const frame = (now) => {
      times.push(now - last);
      last = now;
      window.probe.looks += 1;
      if (document.querySelector('[role=row][aria-busy=true]')) window.probe.waiting += 1;
      if (window.probe.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await during();
  const { times, waiting, looks } = await page.evaluate(() => {
    window.probe.on = false;
    return window.probe;
  });
  const sorted = times.slice(2).sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(sorted.length * share)]?.toFixed(1);
  const smooth = sorted.filter((time) => time < 18).length / sorted.length;
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  const result = { what, frames: sorted.length, fps: Number((1000 / mean).toFixed(1)), median: at(0.5), p95: at(0.95), p99: at(0.99), worst: sorted.at(-1).toFixed(1), in_time: `${(smooth * 100).toFixed(1)} %`, with_rows_awaited: `${((waiting / looks) * 100).toFixed(0)} %` };
  console.log(JSON.stringify(result));
  return result;
}

const browser = await launch();
try {
  const email = `measuring-${Date.now()}@example.com`;
  const { items: [customer] } = await api('/customers');
  const { link } = await api(`/organisations/${customer.id}/invitations`, { email, role: 'administrator' });
  await api('/invitations/join', { link, name: 'Measuring', password });
  const page = await newPage(browser, server.address);
  await signIn(page, email, password);
  await page.goto('/devices');
  const grid = page.getByRole('grid');
  await grid.getByRole('row').nth(5).waitFor();
  console.log(await page.getByRole('grid').getAttribute('aria-rowcount'), 'rows');
  const box = await grid.boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const results = [];
  const wheel = (steps, by, pause) => async () => {
    for (let i = 0; i < steps; ++i) {
      await page.mouse.wheel(0, by);
      await page.waitForTimeout(pause);
    }
  };
  await page.waitForTimeout(1000);
  results.push(await frames(page, 'nothing', () => page.waitForTimeout(2000)));
  results.push(await frames(page, 'wheel, slowly', wheel(120, 100, 16)));
  results.push(await frames(page, 'wheel, fast', wheel(120, 600, 16)));
  results.push(await frames(page, 'the scroll bar, from the top to the bottom', () =>
    grid.evaluate(async (element) => {
      const all = element.scrollHeight - element.clientHeight;
      for (let i = 0; i <= 180; ++i) {
        element.scrollTop = (all * i) / 180;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    })));
  for (const share of [0.5, 0.25, 0.9, 1]) {
    const from = Date.now();
    await grid.evaluate((element, to) => { element.scrollTop = (element.scrollHeight - element.clientHeight) * to; }, share);
    await page.waitForFunction((least) => {
      const rows = [...document.querySelectorAll('[role=row][data-index]')].filter((row) => Number(row.dataset.index) >= least);
      return rows.length > 5 && rows.every((row) => !row.hasAttribute('aria-busy'));
    }, Math.floor(count * share * 0.8));
    console.log(`jump to ${share * 100} %: ${Date.now() - from} ms`);
  }
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize);
  console.log(`JavaScript heap: ${(heap / 1e6).toFixed(0)} MB`);
  writeFileSync(`${folder}frames.json`, JSON.stringify(results, null, 2));
} finally {
  await browser.close();
  await server.stop();
}
