import { describe, expect, it } from 'vitest';
import { destinationOf } from './destination';

describe('the destination after signing in', () => {
  it('is the page that was asked for', () => expect(destinationOf('?next=%2Fcustomers%3Fa%3D1')).toBe('/customers?a=1'));
  it('is the start page without one', () => expect(destinationOf('')).toBe('/'));
  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])('is never %s', (next) => {
    expect(destinationOf(`?next=${encodeURIComponent(next)}`)).toBe('/');
  });
});
