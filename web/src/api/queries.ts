// How the portal asks: what is kept for how long, and what is tried again.
import { infiniteQueryOptions, QueryClient, type Query, type QueryKey } from '@tanstack/react-query';
import { isApiError } from './problem';

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && isApiError(error, 'offline', 'unavailable', 'unreadable'),
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

export interface CursorPage<Item> {
  items: Item[];
  next_cursor: string | null;
}

/// A list of the API, page by page.
export function pages<Item>(key: QueryKey, load: (cursor: string | undefined, signal: AbortSignal) => Promise<CursorPage<Item>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: CursorPage<Item>) => last.next_cursor ?? undefined,
  });
}

/// Of a list that is narrowed or sorted: what was there before stays, as `isPlaceholderData`, until what was
/// asked for is here. Not what belongs to somebody else: the key begins with the same words.
export const staysWhileNarrowed = (begin: QueryKey) => <Data>(before: Data | undefined, query: Pick<Query, 'queryKey'> | undefined): Data | undefined =>
  query && begin.every((word, i) => query.queryKey[i] === word) ? before : undefined;
