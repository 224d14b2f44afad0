import { useInfiniteQuery, type QueryKey } from "@tanstack/react-query";
import { useMemo } from "react";

/** One page of a list as the API answers it. */
export interface CursorPage<T> {
  items: T[];
  /** Absent on the last page. */
  nextCursor?: string | undefined;
}

/** A list that is fetched page by page. */
export interface CursorList<T, P extends CursorPage<T> = CursorPage<T>> {
  /** Everything fetched so far; undefined until the first page is there. */
  items: T[] | undefined;
  /** The first page, for what it says beside its items. */
  first: P | undefined;
  error: Error | null;
  isPending: boolean;
  /** What is shown belongs to an earlier filter; the new one is on its way. */
  isStale: boolean;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore(): void;
  retry(): void;
}

/**
 * Fetches a list page by page.
 * @param fetchPage fetches the page that begins at `cursor`, the first one without it.
 */
export function useCursorList<T, P extends CursorPage<T>>(
  queryKey: QueryKey,
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<P & CursorPage<T>>,
): CursorList<T, P> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    // Whoever comes back to a list sees what changed; what was there is shown meanwhile.
    staleTime: 5_000,
    placeholderData: (previous) => previous,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return {
    items,
    first: query.data?.pages[0],
    error: query.error,
    isPending: query.isPending,
    isStale: query.isPlaceholderData,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  };
}
