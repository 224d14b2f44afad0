import { useState } from "react";
import { useNavigate } from "react-router";
import { v7 as uuidV7 } from "uuid";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { defined } from "../../../lib/defined.ts";
import { useMay } from "../../../lib/session-context.ts";
import { useCreateCustomer } from "../api/customers.ts";
import { CustomerForm } from "../components/customer-form.tsx";

/** Creates a customer. */
export default function NewCustomer() {
  const navigate = useNavigate();
  const mayWrite = useMay("customer:write");
  const create = useCreateCustomer();
  const [id] = useState(() => uuidV7());
  return (
    <Page title="New customer" back={{ to: "/customers", label: "Customers" }}>
      <CustomerForm
        readOnly={!mayWrite}
        onCancel={() => void navigate("/customers")}
        onSave={async ({ name, email, phone, notes }) => {
          await create.mutateAsync({ id, name, ...defined({ email, phone, notes }) });
          tellDone(`${name} was created.`);
          void navigate(`/customers/${id}`, { replace: true });
        }}
      />
    </Page>
  );
}
