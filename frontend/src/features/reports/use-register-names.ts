import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../lib/api-context.ts";
import { useMay, useSession } from "../../lib/session-context.ts";
import { registerNamesQuery } from "./api/z-reports.ts";

/** The store's registers, and what each is called; for those who may not list them, by the end of its id. */
export function useRegisterNames(): {
  registers: { id: string; name: string }[];
  nameOf: (id: string) => string;
} {
  const { store, register } = useSession();
  const mayList = useMay("sale:read");
  const { data } = useQuery({ ...registerNamesQuery(useApi(), store.id), enabled: mayList });
  const registers = data ?? (register ? [register] : []);
  return {
    registers,
    nameOf: (id) => registers.find((each) => each.id === id)?.name ?? `Register …${id.slice(-4)}`,
  };
}
