// What WCAG 2.2 AA asks for of how the portal is used; how its pages look is in everyone.test.mjs
// (docs/accessibility.md says how each criterion is met).
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEveryPage, settled } from './places.mjs';
import { as, asNobody, done, server } from './stage.mjs';

describe('the focus', () => {
  it('gets past the menu at its first stop (2.4.1)', async () => {
    const page = await as('customer');
    await settled(page, '/devices');
    // As on arriving from elsewhere: within the portal a new page has the focus at its heading.
    await page.evaluate(() => { document.body.tabIndex = -1; document.body.focus(); });
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the content' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#main:focus').waitFor();
    await done(page);
  });

  it('is never hidden behind something else, nor out of sight (2.4.11)', async () => {
    // Small, so that much has to scroll.
    await onEveryPage(() => ({ viewport: { width: 480, height: 420 } }), async (page, path) => {
      const seen = new Set();
      for (let i = 0; i < 60; ++i) {
        await page.keyboard.press('Tab');
        const { where, hidden, key } = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body || element.closest('[data-tabster-dummy]')) return { where: '', hidden: false, key: '' };
          element.dataset.seen ??= String(Math.random());
          const box = element.getBoundingClientRect();
          const points = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) => [0.05, 0.5, 0.95].map((y) => [box.left + box.width * x, box.top + box.height * y]));
          const isThere = ([x, y]) => {
            const top = document.elementFromPoint(x, y);
            return top && (element.contains(top) || top.contains(element) || (element.labels && [...element.labels].some((label) => label.contains(top))) || (element.matches('input, textarea, select') && element.parentElement.contains(top)));
          };
          return { where: element.outerHTML.slice(0, 140), hidden: !points.some(isThere), key: element.dataset.seen };
        });
        assert.ok(!hidden, `${path}: ${where}`);
        if (key && seen.has(key)) break;
        seen.add(key);
      }
    }, ['partner']);
  });

  it('can be seen (2.4.7, 1.4.11)', async () => {
    const page = await as('partner');
    const { items } = await server.api('partner', '/customers');
    await settled(page, `/customers/${items[0].id}/devices`);
    for (let i = 0; i < 30; ++i) {
      await page.keyboard.press('Tab');
      const box = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element.closest('[data-tabster-dummy]') || element === document.body || element.id === 'main') return null;
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: Math.max(0, left - 4), y: Math.max(0, top - 4), width: width + 8, height: height + 8 };
      });
      if (!box) continue;
      const focused = await page.screenshot({ clip: box, animations: 'disabled', caret: 'hide' });
      const name = await page.evaluate(() => {
        window.had = document.activeElement;
        window.had.blur();
        return window.had.outerHTML.slice(0, 120);
      });
      const blurred = await page.screenshot({ clip: box, animations: 'disabled', caret: 'hide' });
      await page.evaluate(() => window.had.focus());
      assert.ok(!focused.equals(blurred), `looks the same with the focus: ${name}`);
    }
    await done(page);
  });
});

describe('text', () => {
  it('that appears on hovering stays under the pointer, and goes with Escape (1.4.13)', async () => {
    const page = await as('partner');
    const { items } = await server.api('partner', '/customers');
    const { items: failed } = await server.api('partner', `/customers/${items[0].id}/devices?state=registration_failed`);
    await settled(page, `/customers/${items[0].id}/devices?device=${failed[0].id}`);
    const button = page.getByRole('dialog').getByRole('button', { name: /^Copy/ }).first();
    await button.hover();
    const tip = page.getByRole('tooltip').filter({ visible: true }).first();
    await tip.waitFor();
    await tip.hover();
    await page.waitForTimeout(600); // longer than a tooltip takes to go
    await tip.waitFor();
    await button.hover();
    await tip.waitFor();
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'hidden' });
    await page.getByRole('dialog').waitFor();
    await done(page);
  });
});

describe('a page', () => {
  it('is in the language that its texts are in (3.1.1, 3.1.2)', async () => {
    const page = await asNobody();
    await page.goto('/sign-in');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    const german = page.getByRole('button', { name: 'Deutsch' });
    assert.equal(await german.getAttribute('lang'), 'de');
    await german.click();
    await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    assert.equal(await page.getByRole('button', { name: 'English' }).getAttribute('lang'), 'en');
    await done(page);
  });

  it('does not move where people asked for less of that (2.3.3)', async () => {
    const page = await as('customer', { reducedMotion: 'reduce' });
    await settled(page, '/devices');
    await page.getByRole('button', { name: 'Register devices' }).click();
    const moving = await page.evaluate(() => document.getAnimations().map((animation) => ({ for: animation.effect.getTiming().duration, what: animation.effect.target?.className })).filter(({ for: long }) => Number(long) > 50));
    assert.deepEqual(moving, []);
    await done(page);
  });
});

describe('a form', () => {
  const fields = {
    '/sign-in': { 'E-mail address': 'username', Password: 'current-password' },
    '/set-up#x': { 'Your name': 'name', 'E-mail address': 'username', 'New password': 'new-password' },
    '/password-reset#x': { 'New password': 'new-password' },
  };
  it('says what each field about the person is for, and lets passwords be pasted and kept (1.3.5, 3.3.8)', async () => {
    const page = await asNobody();
    await page.route('**/api/v1/installation', async (route) => {
      const answer = await (await route.fetch()).json();
      await route.fulfill({ json: { ...answer, is_set_up: false } });
    });
    for (const [path, named] of Object.entries(fields)) {
      await page.goto('/nowhere');
      await page.goto(path);
      for (const [label, purpose] of Object.entries(named)) {
        const field = page.getByLabel(new RegExp(`^${label}`));
        assert.equal(await field.getAttribute('autocomplete'), purpose, `${path} ${label}`);
        const kept = await field.evaluate((element) => element.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() })));
        assert.ok(kept, `${path} ${label} can be pasted into`);
      }
    }
    await done(page);
  });

  it('says which field is wrong and what would be right, to screen readers too (3.3.1, 3.3.3)', async () => {
    const page = await as('operator');
    await page.goto('/organisations?new=partner');
    const panel = page.getByRole('dialog');
    const name = panel.getByLabel(/^Name/);
    await name.fill('   ');
    await panel.getByRole('button', { name: /^Create/ }).click();
    await panel.getByRole('alert').first().waitFor();
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    const described = await name.evaluate((field) => document.getElementById(field.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent);
    assert.match(described ?? '', /Must be more than blanks/);
    await done(page);
  });
});
