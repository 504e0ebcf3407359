// What the server answers when something fails (RFC 9457), and what there is when no answer came.
import type { components } from './schema';

export type ProblemCode = components['schemas']['ProblemCode'] | 'offline' | 'unreadable';
export type ProblemItem = components['schemas']['ProblemItem'];

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly title: string,
    readonly detail: string,
    readonly advice: string,
    readonly requestId: string,
    readonly items: ProblemItem[] = [],
  ) {
    super(detail || title);
    this.name = 'ApiError';
  }

  /// The sentence that belongs to one field of a form.
  of(field: string): string | undefined {
    return this.items.find((item) => item.pointer === `/${field}` || item.parameter === field)?.message;
  }
}

export async function errorOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('Request-Id') ?? '';
  try {
    const body = (await response.json()) as components['schemas']['Problem'];
    return new ApiError(response.status, body.code, body.title, body.detail, body.advice ?? '', body.request_id ?? requestId, body.errors ?? []);
  } catch {
    return new ApiError(response.status, 'unreadable', response.statusText, '', '', requestId);
  }
}

export function offlineError(): ApiError {
  return new ApiError(0, 'offline', '', '', '', '');
}

export function isApiError(error: unknown, ...codes: ProblemCode[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}
