// Every text of the portal, in the reader's language; and numbers, dates and plurals as they write them.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { stored } from '../app/stored';
import { en, type Texts } from './en';

export const languages = { en: 'English', de: 'Deutsch' } as const;
/// Beside these, `x-mirror` can be kept as the language by hand (pseudo.ts): no menu offers it.
export type Language = keyof typeof languages | 'x-mirror';

const load: Record<Language, () => Promise<Texts>> = {
  en: async () => en,
  de: async () => (await import('./de')).de,
  'x-mirror': async () => (await import('./pseudo')).mirrored(en),
};
const fromTheRight: Partial<Record<Language, true>> = { 'x-mirror': true };

/// The first language of the browser's that there is a catalogue of.
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (tag === 'x-mirror') return tag;
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (language in languages) return language as Language;
  }
  return 'en';
}

export interface Formats {
  number(value: number): string;
  date(iso: string | null | undefined): string;
  dateTime(iso: string | null | undefined): string;
  /// A day of UTC, `2026-11-23`, wherever the reader is.
  day(day: string | undefined): string;
  ago(iso: string, now?: number): string;
  bytes(value: number): string;
  percent(share: number): string;
  /// `one` or `other`, as the language counts.
  plural(count: number, forms: { one: string; other: string }): string;
}

export function formatsOf(locale: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const dayOfUtc = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const plurals = new Intl.PluralRules(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return {
    number: (value) => number.format(value),
    date: (iso) => (iso ? date.format(new Date(iso)) : '—'),
    dateTime: (iso) => (iso ? dateTime.format(new Date(iso)) : '—'),
    day: (day) => (day ? dayOfUtc.format(new Date(`${day}T00:00:00Z`)) : '—'),
    ago: (iso, now = Date.now()) => {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1000);
      const units: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86400], ['hour', 3600], ['minute', 60]];
      for (const [unit, size] of units) {
        if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
      }
      return relative.format(0, 'minute');
    },
    bytes: (value) => {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
      const power = Math.min(3, Math.floor(Math.log10(Math.max(1, value)) / 3));
      return new Intl.NumberFormat(locale, { style: 'unit', unit: units[power], unitDisplay: power === 0 ? 'long' : 'short', maximumFractionDigits: 1 }).format(value / 1000 ** power);
    },
    percent: (share) => percent.format(share),
    plural: (count, forms) => forms[plurals.select(count) === 'one' ? 'one' : 'other'].replace('#', number.format(count)),
  };
}

export const directionOf = (language: Language): 'ltr' | 'rtl' => (fromTheRight[language] ? 'rtl' : 'ltr');

interface Provided {
  language: Language;
  setLanguage(language: Language): void;
  texts: Texts;
  formats: Formats;
}
const Context = createContext<Provided | null>(null);

export function TextsProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => preferredLanguage([stored.get('language') ?? '', ...navigator.languages]));
  const [texts, setTexts] = useState<Texts | null>(language === 'en' ? en : null);
  useEffect(() => {
    let current = true;
    void load[language]().then((loaded) => {
      if (current) setTexts(() => loaded);
    });
    document.documentElement.lang = language === 'x-mirror' ? 'en' : language;
    document.documentElement.dir = directionOf(language);
    return () => {
      current = false;
    };
  }, [language]);
  const provided = useMemo<Provided | null>(
    () =>
      texts && {
        language,
        setLanguage: (chosen) => {
          stored.set('language', chosen);
          setLanguage(chosen);
        },
        texts,
        formats: formatsOf(navigator.languages.find((tag) => tag.startsWith(language)) ?? (language === 'x-mirror' ? 'en' : language)),
      },
    [language, texts],
  );
  return provided && <Context value={provided}>{children}</Context>;
}

function useProvided(): Provided {
  const provided = useContext(Context);
  if (!provided) throw new Error('TextsProvider is missing');
  return provided;
}
export const useTexts = (): Texts => useProvided().texts;
export const useFormats = (): Formats => useProvided().formats;
export const useLanguage = () => {
  const { language, setLanguage } = useProvided();
  return { language, setLanguage };
};
