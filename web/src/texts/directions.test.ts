// Right-to-left: styles name the start and the end, never the left and the right.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..');
const physical = /\b(?:(?:margin|padding|border)(?:Left|Right)\w*|left|right)\s*:|textAlign: '(?:left|right)'|float:/;

it('no style has a left or a right', () => {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').map((line, i) => ({ line, place: `${name}:${i + 1}` })))
    .filter(({ line }) => physical.test(line))
    .map(({ line, place }) => `${place}: ${line.trim()}`);
  expect(found).toEqual([]);
});
