// The one way to the server: the same API as everybody's, typed by its contract. The session's
// cookie comes along by itself; every POST has an Idempotency-Key, so that one which is sent twice
// does its work once.
import { errorOf, offlineError } from './problem';
import { sessionEnd } from './session-end';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

type Method = 'get' | 'post' | 'patch' | 'delete';
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type OperationOf<P, M extends Method> = P extends keyof paths ? (M extends keyof paths[P] ? paths[P][M] : never) : never;

type JsonOf<R> = R extends { content: infer C } ? ('application/json' extends keyof C ? C['application/json'] : undefined) : undefined;
type Answer<O> = O extends { responses: infer R }
  ? JsonOf<R[Extract<keyof R, 200 | 201 | 202>]> extends infer J
    ? [J] extends [never] ? undefined : J
    : undefined
  : undefined;
type PathOf<O> = O extends { parameters: { path: infer Q } } ? { path: Q } : { path?: undefined };
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? { query?: Q } : { query?: undefined };
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : { body?: unknown };
interface Common {
  headers?: Record<string, string>;
  signal?: AbortSignal;
}
type Options<O> = PathOf<O> & QueryOf<O> & BodyOf<O> & Common;
type Arguments<O> = Record<string, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

interface AnyOptions extends Common {
  path?: unknown;
  query?: unknown;
  body?: unknown;
}

/// `/api/v1/customers/{customer_id}` with its parameters and query filled in.
export function addressOf(pattern: string, path: unknown, query: unknown): string {
  const values = (path ?? {}) as Record<string, string>;
  const filled = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${filled}?${text}` : filled;
}

export async function send(method: string, address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has('Accept')) headers.set('Accept', 'application/json');
  if (method === 'POST' && !headers.has('Idempotency-Key')) headers.set('Idempotency-Key', newKey());
  let response: Response;
  try {
    response = await fetch(address, { ...init, method, headers, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offlineError();
  }
  if (!response.ok) {
    const error = await errorOf(response);
    // At this address it is the answer to a wrong password, or to who is signed in: nobody.
    if (error.code === 'unauthenticated' && address !== '/api/v1/session') sessionEnd.happened();
    throw error;
  }
  return response;
}

async function call(method: string, pattern: string, options: AnyOptions = {}): Promise<unknown> {
  const { path, query, body, headers, signal } = options;
  const init: RequestInit = { headers: { ...headers }, signal };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...headers, 'Content-Type': 'application/json' };
  }
  const response = await send(method, addressOf(pattern, path, query), init);
  if (response.status === 204 || !(response.headers.get('Content-Type') ?? '').includes('json')) return undefined;
  return response.json();
}

export const api = {
  get: <P extends PathsWith<'get'>>(pattern: P, ...[options]: Arguments<OperationOf<P, 'get'>>) =>
    call('GET', pattern, options) as Promise<Answer<OperationOf<P, 'get'>>>,
  post: <P extends PathsWith<'post'>>(pattern: P, ...[options]: Arguments<OperationOf<P, 'post'>>) =>
    call('POST', pattern, options) as Promise<Answer<OperationOf<P, 'post'>>>,
  patch: <P extends PathsWith<'patch'>>(pattern: P, ...[options]: Arguments<OperationOf<P, 'patch'>>) =>
    call('PATCH', pattern, options) as Promise<Answer<OperationOf<P, 'patch'>>>,
  delete: <P extends PathsWith<'delete'>>(pattern: P, ...[options]: Arguments<OperationOf<P, 'delete'>>) =>
    call('DELETE', pattern, options) as Promise<Answer<OperationOf<P, 'delete'>>>,
};

/// Does for plain HTTP as well, where browsers have no crypto.randomUUID().
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
