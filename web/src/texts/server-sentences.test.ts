import { describe, expect, it } from 'vitest';
import { errors } from './de/errors';
import { sentences } from './de/server';
import { translator } from './server-sentences';

const german = translator(sentences);

describe('what the server says', () => {
  it('is said in German', () => expect(german('The file is empty.')).toBe('Die Datei ist leer.'));
  it('keeps what the server filled in', () => {
    expect(german('The same device stands in row 14.')).toBe('Dasselbe Gerät steht in Zeile 14.');
    expect(german('The column has `A.B (1)`, the hardware hash has `C`.')).toBe('In der Spalte steht `A.B (1)`, im Hardware-Hash `C`.');
  });
  it('is put together of what differs', () => {
    expect(german('Manufacturer: the directory has `Everglen`, the file has `EVERGLEN`; Model: the directory has `R 5`, the file has `R5` (with blanks around it).')).toBe(
      'Manufacturer: im Verzeichnis steht `Everglen`, in der Datei `EVERGLEN`; Model: im Verzeichnis steht `R 5`, in der Datei `R5` (mit Leerzeichen davor oder dahinter).',
    );
  });
  it('is said sentence by sentence', () => {
    expect(german('The header line is not one of the known ones. Expected `Model`; found `Modle`, `A. B` and 3 more. `Modle` is not known; the nearest is `Model`. `Model` is missing.')).toBe(
      'Die Kopfzeile ist keine der bekannten. Erwartet: `Model`; gefunden: `Modle`, `A. B` und 3 weitere. `Modle` ist nicht bekannt; am nächsten ist `Model`. `Model` fehlt.',
    );
  });
  it('has its own words in the blanks said, too', () => {
    expect(german('There is no such customer, or it is none of yours.')).toBe('Das gibt es nicht, oder es gehört nicht zu Ihnen (Kunde).');
  });
  it('leaves what somebody typed, even where it is such a word', () => {
    expect(german('There is a customer with the name `partner` already.')).toBe('Einen Kunden mit dem Namen `partner` gibt es schon.');
  });
  it('says what it knows where the rest is new', () => expect(german('The file is empty. Something new.')).toBe('Die Datei ist leer. Something new.'));
  it('is not known where nobody has said it in German', () => expect(german('Something new.')).toBeUndefined());
  it('fills in as much as it was given', () => {
    const blanks = (text: string) => text.match(/\{[^}]*\}/g)?.length ?? 0;
    expect(sentences.filter(([english, translated]) => blanks(english) !== blanks(translated))).toEqual([]);
  });
});

describe('an error', () => {
  it('is titled by its code', () => expect(errors.titled('conflict', 'Not possible in this state')).toBe('In diesem Zustand nicht möglich'));
  it('keeps the title that it came with where the code is new', () => expect(errors.titled('brand_new', 'Brand new')).toBe('Brand new'));
  it('has the advice of this time', () => expect(errors.advised('not_found', 'Ask whoever sent it for a new one.')).toBe('Bitten Sie den Absender um einen neuen.'));
  it('has the advice of its code where there is none of this time', () => expect(errors.advised('too_many_requests', 'Something for programs.')).toMatch(/^Warten Sie einen Moment/));
});
