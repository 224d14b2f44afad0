import { useQuery } from "@tanstack/react-query";
import { signInOptionsQuery } from "../../features/auth/api/sign-in.ts";
import { readDevice } from "../../features/auth/device.ts";
import { useMay, useSession } from "../../lib/session-context.ts";
import { useRuntime } from "../runtime-context.ts";

/** What registers and people of the store are called, as far as the signed-in person may know. */
export interface PlaceNames {
  register(id: string): string;
  /** Null when the name is not known here. */
  person(id: string): string | null;
}

/** Names to the ids that sales and reports carry. */
export function usePlaceNames(): PlaceNames {
  const { api } = useRuntime();
  const { register, store, user } = useSession();
  const mayListRegisters = useMay("sale:read");
  const mayListStaff = useMay("staff:read");
  const device = readDevice();
  const options = useQuery({ ...signInOptionsQuery(api, device?.token ?? ""), enabled: device !== null });
  const registers = useQuery({
    queryKey: ["place-names", "registers", store.id],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/auth/registers", { params: { query: { storeId: store.id } }, signal })).items,
    enabled: mayListRegisters,
    staleTime: 300_000,
  });
  const staff = useQuery({
    queryKey: ["place-names", "staff", store.id],
    queryFn: async ({ signal }) =>
      (await api.GET("/api/auth/users", { params: { query: { storeId: store.id } }, signal })).items,
    enabled: mayListStaff,
    staleTime: 300_000,
  });
  return {
    register: (id) =>
      (register?.id === id ? register : registers.data?.find((each) => each.id === id))?.name ??
      "Another register",
    person: (id) =>
      [user, ...(options.data?.staff ?? []), ...(staff.data ?? [])].find((each) => each.id === id)
        ?.displayName ?? null,
  };
}
