import { useNavigate } from "react-router";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { useCreateStore } from "../api/stores.ts";
import { receiptLines, StoreForm } from "../components/store-form.tsx";

/** Creates a store. */
export default function NewStore() {
  const navigate = useNavigate();
  const create = useCreateStore();
  return (
    <Page title="New store" back={{ to: "/stores", label: "Stores and registers" }}>
      <StoreForm
        onCancel={() => void navigate("/stores")}
        onSave={async (values) => {
          await create.mutateAsync({
            code: values.code,
            currency: values.currency,
            name: values.name.trim(),
            locale: values.locale,
            timeZone: values.timeZone,
            pricesIncludeTax: values.pricesIncludeTax,
            cashRoundingMinor: Number(values.cashRoundingMinor),
            receiptHeader: receiptLines(values.receiptHeader),
            receiptFooter: receiptLines(values.receiptFooter),
          });
          tellDone(`${values.name.trim()} was created.`);
          void navigate("/stores", { replace: true });
        }}
      />
    </Page>
  );
}
