import { useCallback } from "react";
import { useSearchParams } from "react-router";

/**
 * Filters of a list, kept in the address: so they survive a reload, a sign-in and the way back.
 * @returns the value of a filter (`""` when it is not set), and a function that sets some of them.
 */
export function useFilters(): [
  (name: string) => string,
  (values: Record<string, string | undefined | null>) => void,
] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (values: Record<string, string | undefined | null>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(values)) {
            if (value) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [(name) => params.get(name) ?? "", set];
}
