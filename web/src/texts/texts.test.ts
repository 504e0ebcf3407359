import { describe, expect, it } from 'vitest';
import { en } from './en';
import { mirrored } from './pseudo';
import { directionOf, formatsOf, preferredLanguage } from './texts';

describe('the language', () => {
  it('is the first of the browser’s that there is', () => expect(preferredLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de'));
  it('is English where there is none of them', () => expect(preferredLanguage(['fr'])).toBe('en'));
  it('runs from the left, but the mirrored one', () => expect([directionOf('de'), directionOf('x-mirror')]).toEqual(['ltr', 'rtl']));
});

describe('the mirrored texts', () => {
  const texts = mirrored(en);
  it('are longer, also those made of parts', () => {
    expect(texts.devices.title).toBe('Devices···');
    expect(texts.devices.row('7')).toMatch(/^row 7·+$/);
  });
  it('leave no text out', () => expect(Object.keys(texts.devices)).toEqual(Object.keys(en.devices)));
});

describe('numbers, dates and plurals', () => {
  it('are as the locale writes them', () => {
    expect(formatsOf('de-DE').number(1234567)).toBe('1.234.567');
    expect(formatsOf('en-GB').number(1234567)).toBe('1,234,567');
    expect(formatsOf('de-DE').date('2026-11-23T12:00:00Z')).toBe('23.11.2026');
    expect(formatsOf('en-GB').plural(1, { one: '# row', other: '# rows' })).toBe('1 row');
    expect(formatsOf('de-DE').bytes(1536)).toBe('1,5 kB');
  });
});
