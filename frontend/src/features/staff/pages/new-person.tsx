import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { QueryState } from "../../../components/query-state.tsx";
import { useApi } from "../../../lib/api-context.ts";
import { defined } from "../../../lib/defined.ts";
import { useMay } from "../../../lib/session-context.ts";
import { storeNamesQuery, useCreateUser } from "../api/users.ts";
import { PersonForm } from "../components/person-form.tsx";

/** Creates a person. */
export default function NewPerson() {
  const navigate = useNavigate();
  const mayWrite = useMay("staff:write");
  const stores = useQuery(storeNamesQuery(useApi()));
  const create = useCreateUser();
  return (
    <Page title="New person" back={{ to: "/staff", label: "Staff" }}>
      <QueryState query={stores} label="The stores">
        {(found) => (
          <PersonForm
            stores={found}
            readOnly={!mayWrite}
            onCancel={() => void navigate("/staff")}
            onSave={async ({ displayName, role, email, storeIds, pin, password }) => {
              const user = await create.mutateAsync({
                displayName: displayName.trim(),
                role,
                storeIds,
                ...defined({ email: email.trim().toLowerCase(), pin, password }),
              });
              tellDone(`${user.displayName} was created.`);
              void navigate(`/staff/${user.id}`, { replace: true });
            }}
          />
        )}
      </QueryState>
    </Page>
  );
}
