// A list of the API of any length, of which only the pages in sight are kept. Where its length is
// known, any page is gone to at once; else pages follow each other by cursor, and the list grows as it
// is scrolled.
import { useQueries, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RowWindow } from '../components/data-grid';
import type { CursorPage } from './queries';

export const pageSize = 200;
/// How long a page that is out of sight is kept.
const keptFor = 60_000;
const passingBy = 80;

const nothing = () => {};

export interface PageAddress {
  cursor?: string;
  skip?: number;
  limit: number;
}

/// The pages from one row to another, and those that must come first where pages only follow each other.
export function pagesBetween(first: number, last: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); ++page) pages.push(page);
  return pages;
}

/// How long a list is whose length nobody told: as far as it is known, and a page more where it goes on.
export function lengthSoFar(sizes: ReadonlyMap<number, number>, ended: boolean): number {
  let rows = 0;
  for (const [page, size] of sizes) rows = Math.max(rows, page * pageSize + size);
  return ended ? rows : rows + pageSize;
}

interface Known {
  key: string;
  cursors: Map<number, string>;  ///< with which each page begins
  sizes: Map<number, number>;
  ended: boolean;
}
const nothingKnown = (key: string): Known => ({ key, cursors: new Map(), sizes: new Map(), ended: false });

export interface ListInSight<Row> {
  rows: RowWindow<Row>;
  loaded: Row[];
  error: unknown;
  isPending: boolean;
  isStale: boolean;  ///< the rows are still those of before, narrowed or sorted otherwise
  isEmpty: boolean;
  refetch(): void;
}

/// `whose` list it is, and how it is narrowed and sorted: until the first rows are here, those of the same
/// list that were seen before stay.
export function useRowWindow<Row>(whose: QueryKey, narrowed: unknown, total: number | undefined, load: (address: PageAddress, signal: AbortSignal) => Promise<CursorPage<Row>>): ListInSight<Row> {
  const client = useQueryClient();
  const key = [...whose, narrowed];
  const name = JSON.stringify(key);
  const [sight, setSight] = useState({ key: name, first: 0, last: 0 });
  const known = useRef(nothingKnown(name));
  if (known.current.key !== name) known.current = nothingKnown(name);
  const { cursors, sizes } = known.current;
  const inSight = sight.key === name ? sight : { key: name, first: 0, last: 0 };
  const wanted = pagesBetween(inSight.first, inSight.last).filter((page) => page === 0 || total !== undefined || cursors.has(page));

  const results = useQueries({
    queries: wanted.map((page) => ({
      queryKey: [...key, 'page', page],
      gcTime: keptFor,
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        // What the page before ended with is cheaper than counting; but only while it is true.
        const before = client.getQueryState([...key, 'page', page - 1]);
        const follows = total === undefined || (before?.status === 'success' && !before.isInvalidated && before.fetchStatus === 'idle');
        const cursor = follows ? cursors.get(page) : undefined;
        const answer = await load(cursor !== undefined || page === 0 ? { cursor, limit: pageSize } : { skip: page * pageSize, limit: pageSize }, signal);
        if (known.current.key !== name) return answer;
        sizes.set(page, answer.items.length);
        const next = answer.next_cursor ?? undefined;
        if (next === undefined) {
          known.current.ended = true;
          for (const later of [...sizes.keys()]) if (later > page) sizes.delete(later);
        } else if (cursors.get(page + 1) !== next) {
          known.current.ended = false;
          const moved = cursors.has(page + 1);
          cursors.set(page + 1, next);
          if (moved && total === undefined) void client.invalidateQueries({ queryKey: [...key, 'page', page + 1] });
        }
        return answer;
      },
    })),
  });
  const pages = useMemo(() => new Map(wanted.map((page, i) => [page, results[i]?.data?.items])), [wanted.join(' '), results.map((result) => result.dataUpdatedAt).join(' ')]); // eslint-disable-line
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(inSight);
  latest.current = inSight;
  const want = useCallback(
    (first: number, last: number) => {
      clearTimeout(resting.current);
      const pageOf = (row: number) => Math.floor(row / pageSize);
      const { key: of, ...before } = latest.current;
      if (of === name && pageOf(before.first) === pageOf(first) && pageOf(before.last) === pageOf(last)) return;
      const take = () => setSight({ key: name, first, last });
      // What a scroll bar that is dragged passes over is not asked for.
      if (Math.abs(pageOf(first) - pageOf(before.first)) > 1) resting.current = setTimeout(take, passingBy);
      else take();
    },
    [name],
  );
  useEffect(() => () => clearTimeout(resting.current), []);
  const count = total ?? (results[0]?.data === undefined && sizes.size === 0 ? 0 : lengthSoFar(sizes, known.current.ended));
  const rows = useMemo<RowWindow<Row>>(
    () => ({
      count,
      at: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
      want,
    }),
    [count, pages, want],
  );
  const loaded = useMemo(() => [...pages.values()].flatMap((items) => items ?? []), [pages]);
  const first = results[0];
  const isPending = first?.isPending ?? true;
  const list = JSON.stringify(whose);
  const before = useRef<{ list: string; rows: RowWindow<Row> }>(undefined);
  const isStale = isPending && !first?.error && before.current?.list === list;
  useEffect(() => {
    if (!isPending) before.current = { list, rows };
  });
  return {
    rows: isStale && before.current ? { ...before.current.rows, want: nothing } : rows,
    loaded,
    error: results.find((result) => result.error && result.data === undefined)?.error ?? null,
    isPending,
    isStale,
    isEmpty: total === 0 || (total === undefined && wanted[0] === 0 && first?.data?.items.length === 0),
    refetch: () => void client.invalidateQueries({ queryKey: key }),
  };
}
