// In the German portal people read German, also where the server refuses something in English.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { as, asNobody, device, done, partnerHeader, server } from './stage.mjs';

const inGerman = { locale: 'de-DE' };

/// A German page of somebody who has signed in.
async function german(who) {
  const english = await as(who);
  const { cookies } = await english.context().storageState();
  await done(english);
  const page = await asNobody(inGerman);
  await page.context().addCookies(cookies);
  return page;
}

/// Does what is refused, and holds that none of the refusal's English sentences is in the page.
async function refused(page, status, act, said) {
  const [answer] = await Promise.all([page.waitForResponse((response) => response.status() === status && (response.headers()['content-type'] ?? '').includes('problem+json')), act()]);
  const { title, detail, advice, errors } = await answer.json();
  await page.getByText(said).first().waitFor();
  const shown = await page.locator('body').innerText();
  for (const sentence of [title, advice, detail, ...errors.map((error) => error.message)]) assert.ok(!shown.includes(sentence), `in English: ${sentence}`);
}

const panelOf = async (page) => {
  await page.goto('/devices');
  await page.getByRole('button', { name: 'Geräte registrieren' }).first().click();
  return page.getByRole('dialog');
};
const csv = (...lines) => ({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });

describe('signing in', () => {
  it('is refused in German, and so are guesses without end', async () => {
    const page = await asNobody(inGerman);
    await page.goto('/sign-in');
    await page.getByLabel('E-Mail-Adresse').fill('nobody@example.com');
    await page.getByLabel('Passwort').fill('not the password');
    const submit = () => page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await refused(page, 401, submit, 'E-Mail-Adresse, Passwort oder Code stimmen nicht.');
    await page.getByText('bitten Sie einen Administrator um ein neues Passwort').waitFor();
    const guess = () => page.request.post(`${server.address}/api/v1/session`, { data: { email: 'nobody@example.com', password: 'x', code: null }, headers: { Origin: server.address } });
    for (let i = 0; i < 40 && (await guess()).status() !== 429; ++i);
    await refused(page, 429, submit, /Versuchen Sie es in \d+ Sekunden noch einmal/);
    await done(page);
  });
});

describe('a file', () => {
  const bad = {
    'is empty': [[''], /Die Datei ist leer|enthält keine Geräte/],
    'has another header line': [['Manufacturer,Modle,Serial Number', 'a,b,c'], /Die Kopfzeile ist keine der bekannten\. Erwartet: .*`Modle` ist nicht bekannt/],
    'has a quote that is never closed': [[partnerHeader, '"Everglen,Ridge 5,X'], /wird nicht geschlossen.*Schließen oder entfernen Sie/],
    'is only a header line': [[partnerHeader, ''], /eine Kopfzeile und keine Geräte/],
  };
  for (const [what, [lines, said]] of Object.entries(bad)) {
    it(`that ${what} is refused in German`, async () => {
      const page = await german('customer');
      const panel = await panelOf(page);
      await panel.locator('input[type=file]').setInputFiles([csv(...lines)]);
      const check = panel.getByRole('button', { name: 'Erst prüfen' });
      // What needs no server to see, the portal says by itself.
      if (what === 'is empty') await check.click().then(() => panel.getByRole('alert').getByText(said).waitFor());
      else await refused(page, 422, () => check.click(), said);
      await done(page);
    });
  }

  it('is warned of, and its bad rows are told, in German', async () => {
    const page = await german('customer');
    const panel = await panelOf(page);
    const rows = [device(90).replaceAll(',', ';'), 'EVERGLEN;Ridge 5;SDJKPMJDZK', 'Everglen;;NOMODEL7', `Everglen;Ridge 5;${'X'.repeat(200)}`];
    await panel.locator('input[type=file]').setInputFiles([csv('model;MANUFACTURER;Serial Number', ...rows.map((row) => row.replace(/^(.*?);(.*?);/, '$2;$1;')), '')]);
    await panel.getByRole('button', { name: 'Erst prüfen' }).click();
    await panel.getByText('Die Überschrift `model` wurde als `Model` gelesen.').waitFor();
    await panel.getByText('Die Spalten wurden als mit diesem Zeichen getrennt gelesen: Semikolon.').waitFor();
    await panel.getByText('Die Spalten stehen sonst in der Reihenfolge').waitFor();
    await panel.getByText('Manufacturer: im Verzeichnis steht `Everglen`, in der Datei `EVERGLEN`.').waitFor();
    await panel.getByText('Ein Gerät braucht Hersteller, Modell und Seriennummer.').waitFor();
    await panel.getByText(/^Der Wert hat 200 .*; die Grenze ist 128\.$/).waitFor();
    const shown = await panel.innerText();
    assert.doesNotMatch(shown, /\b(the|were|file|row|has|is)\b/i);
    await done(page);
  });
});

describe('a form', () => {
  it('says in German what is wrong with a field', async () => {
    const page = await german('operator');
    await page.goto('/organisations?new=partner');
    const panel = page.getByRole('dialog');
    await panel.getByLabel(/^Name/).fill('   ');
    await refused(page, 422, () => panel.getByRole('button', { name: /anlegen|erstellen/i }).click(), 'Darf nicht nur aus Leerzeichen bestehen.');
    await done(page);
  });

  it('says in German what is not possible', async () => {
    const page = await german('operator');
    await page.goto('/organisations?new=partner');
    const panel = page.getByRole('dialog');
    await panel.getByLabel(/^Name/).fill('Larkspur IT');
    await refused(page, 409, () => panel.getByRole('button', { name: /anlegen|erstellen/i }).click(), 'Eine Organisation dieser Art (Partner) mit dem Namen `Larkspur IT` gibt es schon.');
    await done(page);
  });

  it('says in German that a link is not good', async () => {
    const page = await asNobody(inGerman);
    await refused(page, 404, () => page.goto('/invitation#x'), 'Der Link gilt nicht (mehr)');
    await page.getByText('Bitten Sie den Absender um einen neuen.').waitFor();
    await done(page);
  });
});

describe('a page', () => {
  it('says in German that there is no such thing', async () => {
    const page = await german('operator');
    await refused(page, 404, () => page.goto('/organisations/org_01m84gp0zm38newhr2avjeehw6'), /Nicht gefunden/);
    await done(page);
  });

  it('says in German that the server cannot be reached', async () => {
    const page = await german('customer');
    // As the server says it (src/api/problems.cpp).
    const away = { type: '/api/docs#problem-unavailable', title: 'Not available at the moment', status: 503, detail: "The server's database can't be reached right now.", code: 'unavailable', request_id: 'req_01m84gp0zm38newhr2avjeehw6', advice: 'Send the request again in a few seconds; what was accepted is not lost.', errors: [] };
    await page.route('**/devices?*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(away) }));
    await refused(page, 503, () => page.goto('/devices'), 'Die Datenbank des Servers ist gerade nicht zu erreichen.');
    await page.getByText('Versuchen Sie es in ein paar Sekunden noch einmal; was angenommen wurde, ist nicht verloren.').waitFor();
    await done(page);
  });
});
