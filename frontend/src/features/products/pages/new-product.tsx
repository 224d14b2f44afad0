import { useNavigate } from "react-router";
import { v7 as uuidV7 } from "uuid";
import { useState } from "react";
import { tellDone } from "../../../components/notice.ts";
import { Page } from "../../../components/page.tsx";
import { defined } from "../../../lib/defined.ts";
import { useMay } from "../../../lib/session-context.ts";
import { useCreateProduct } from "../api/products.ts";
import { ProductForm } from "../components/product-form.tsx";

/** Creates a product. */
export default function NewProduct() {
  const navigate = useNavigate();
  const mayWrite = useMay("catalogue:write");
  const create = useCreateProduct();
  // Made once: whoever presses twice, or again after a lost answer, creates one product.
  const [id] = useState(() => uuidV7());
  return (
    <Page title="New product" back={{ to: "/products", label: "Products" }}>
      <ProductForm
        readOnly={!mayWrite}
        onCancel={() => void navigate("/products")}
        onSave={async ({ name, sku, ...values }) => {
          await create.mutateAsync({
            id,
            name: name.trim(),
            sku: sku.trim(),
            barcodes: values.barcodes,
            categoryId: values.categoryId,
            taxClass: values.taxClass,
            defaultPriceMinor: values.defaultPriceMinor,
            ...defined({
              storePriceMinor: values.storePriceMinor ?? undefined,
              reorderLevelMilli: values.reorderLevelMilli ?? undefined,
            }),
          });
          tellDone(`${name.trim()} was created.`);
          void navigate(`/products/${id}`, { replace: true });
        }}
      />
    </Page>
  );
}
