import type { Product } from "@cloudpos/contracts";
import { Combobox, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBarcode } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useApi } from "../../../lib/api-context.ts";
import { formatQuantity } from "../../../lib/format.ts";
import { useSession } from "../../../lib/session-context.ts";
import { productChoiceQuery } from "../api/stock.ts";

/** Finds a product by name, SKU or barcode; a scanner's Enter takes the first. */
export function ProductPicker(props: { label: string; onChoose: (product: Product) => void }) {
  const { store } = useSession();
  const api = useApi();
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const [settled] = useDebouncedValue(text.trim(), 150);
  const found = useQuery(productChoiceQuery(api, settled));
  // Enter came before the answer, as from a scanner: it is kept for when the answer is there.
  const waiting = useRef(false);
  const upToDate = settled === text.trim() && settled !== "" && !found.isPlaceholderData && !!found.data;
  const choose = (product: Product) => {
    props.onChoose(product);
    setText("");
    combobox.closeDropdown();
  };
  if (upToDate && waiting.current) {
    waiting.current = false;
    const first = found.data?.[0];
    if (first) queueMicrotask(() => choose(first));
  }
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const product = found.data?.find((each) => each.id === id);
        if (product) choose(product);
      }}
    >
      <Combobox.Target>
        <TextInput
          label={props.label}
          placeholder="Scan, or type a name, SKU or barcode"
          leftSection={<IconBarcode size={20} aria-hidden />}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            waiting.current = false;
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || combobox.getSelectedOptionIndex() >= 0) return;
            // The form around it is not to be sent.
            event.preventDefault();
            if (text.trim() === "") return;
            const first = found.data?.[0];
            if (upToDate && first) choose(first);
            else waiting.current = !upToDate;
          }}
          onFocus={() => text !== "" && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={settled === "" || found.data === undefined}>
        <Combobox.Options aria-label="Products">
          {found.data?.map((product) => (
            <Combobox.Option key={product.id} value={product.id} style={{ minHeight: 48 }}>
              <Text size="sm" fw={550}>
                {product.name}
              </Text>
              <Text size="xs" className="soft">
                {product.sku} · {formatQuantity(product.stockOnHandMilli, store.locale)} in stock
              </Text>
            </Combobox.Option>
          ))}
          {found.data?.length === 0 && <Combobox.Empty>Nothing found</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
