import { describe, expect, it } from 'vitest';
import { requestIdIn } from './request-id';

const id = 'req_01m84gp0zm38newhr2avjeehw6';

describe('a request ID', () => {
  it.each([id, ` ${id}\n`, `Request ID: ${id}.`, `"request_id":"${id}"`, id.toUpperCase()])('is found in %j', (text) => expect(requestIdIn(text)).toBe(id));
  it.each(['', 'req_', 'dev_0dx7grfx80002', id.slice(0, -1), `${id}7`, id.replace('m', 'u')])('is not in %j', (text) => expect(requestIdIn(text)).toBeNull());
});
