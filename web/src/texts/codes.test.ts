// Every code of the contract has its words in each language.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problems, rows as german } from './de/errors';
import { rows as english, type ErrorText } from './en/errors';

const contract = readFileSync(new URL('../../../api/openapi.yaml', import.meta.url), 'utf8');

function codesOf(schema: string): string[] {
  const found = new RegExp(`^    ${schema}:\\n(?:      .*\\n)*?      enum: \\[(.*)\\]`, 'm').exec(contract)?.[1];
  return found?.split(', ') ?? [];
}
const without = (codes: string[], texts: Record<string, ErrorText>) => codes.filter((code) => !texts[code]?.title || !texts[code]?.advice);

describe('in German', () => {
  it('every problem has a title and advice', () => {
    expect(codesOf('ProblemCode').length).toBeGreaterThan(15);
    expect(without(codesOf('ProblemCode'), problems)).toEqual([]);
  });
  for (const schema of ['RegistrationErrorCode', 'PublishErrorCode']) {
    it(`every ${schema} has a title and advice, and none is the English one`, () => {
      const codes = codesOf(schema);
      expect(codes.length).toBeGreaterThan(5);
      expect(without(codes, german)).toEqual([]);
      const words: Record<string, ErrorText> = english;
      expect(codes.filter((code) => words[code]?.title === german[code as keyof typeof german].title)).toEqual([]);
    });
  }
});
