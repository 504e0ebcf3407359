// A list that people have few of, all of it: its pages come one after the other by themselves.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { pages } from './queries';

export function useEveryPage<Item>(query: ReturnType<typeof pages<Item>>, enabled = true) {
  const { data, error, isPending, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({ ...query, enabled });
  useEffect(() => {
    if (hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [hasNextPage, isFetching, error, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return { items, error, isPending, loadingMore: hasNextPage, refetch };
}
