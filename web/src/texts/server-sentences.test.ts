import { describe, expect, it } from 'vitest';
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
    expect(german('The file is empty. Something new.')).toBe('Die Datei ist leer. Something new.');
  });
  it('stays English where nobody has said it in German', () => expect(german('Something new.')).toBe('Something new.'));
  it('fills in as much as it was given', () => {
    const blanks = (text: string) => text.match(/\{[^}]*\}/g)?.length ?? 0;
    expect(sentences.filter(([english, translated]) => blanks(english) !== blanks(translated))).toEqual([]);
  });
});
