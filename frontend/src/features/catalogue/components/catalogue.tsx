import type { Product } from "@cloudpos/contracts";
import { Button, CloseButton, Loader, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type KeyboardEvent, type Ref } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import { useApi } from "../../../lib/api-context.ts";
import type { Money } from "../../../lib/format.ts";
import { productsQuery } from "../api/products.ts";
import classes from "./catalogue.module.css";

/** Hues that tell categories apart at a glance; the name is always there as well. */
const hues = [160, 28, 215, 340, 48, 265, 95, 190, 5, 300];

/** Search and the product grid by category. */
export function Catalogue(props: {
  money: Money;
  onChoose: (product: Product) => void;
  searchRef: Ref<HTMLInputElement>;
}) {
  const { money, onChoose } = props;
  const api = useApi();
  const [search, setSearch] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const [settled] = useDebouncedValue(search.trim(), 120);
  const all = useQuery(productsQuery(api, ""));
  const found = useQuery(productsQuery(api, settled));
  const categories = useMemo(
    () => [...new Set(all.data?.map((product) => product.category))].sort((a, b) => a.localeCompare(b)),
    [all.data],
  );
  const products = (found.data ?? []).filter(
    // A search looks everywhere: a chosen category would hide what was found.
    (product) => settled !== "" || category === null || product.category === category,
  );
  const hueOf = (name: string) => hues[Math.max(0, categories.indexOf(name)) % hues.length]!;

  const choose = (product: Product) => {
    onChoose(product);
    setSearch("");
  };
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const first = products[0];
    if (event.key === "Escape") {
      setSearch("");
      event.currentTarget.blur();
    }
    // Only what was searched for: while results are on their way, Enter would add something else.
    const upToDate = settled === search.trim() && settled !== "" && !found.isPlaceholderData;
    if (event.key === "Enter" && first && upToDate) choose(first);
  };

  return (
    <section className={classes["catalogue"]} aria-label="Products">
      <TextInput
        ref={props.searchRef}
        type="search"
        role="searchbox"
        aria-label="Search products"
        aria-keyshortcuts="F2"
        placeholder="Search name, SKU or barcode"
        leftSection={<IconSearch size={20} aria-hidden />}
        rightSection={
          search === "" ? (
            <Keycap>F2</Keycap>
          ) : (
            <CloseButton size="lg" aria-label="Clear search" onClick={() => setSearch("")} />
          )
        }
        rightSectionWidth={56}
        autoComplete="off"
        spellCheck={false}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      <div className={classes["categories"]} role="group" aria-label="Categories">
        {[null, ...categories].map((name) => (
          <Button
            key={name ?? ""}
            size="md"
            radius="xl"
            variant={settled === "" && name === category ? "filled" : "default"}
            aria-pressed={settled === "" && name === category}
            onClick={() => {
              setCategory(name);
              setSearch("");
            }}
          >
            {name ?? "All"}
          </Button>
        ))}
      </div>
      {found.isError && !found.data ? (
        <ProblemAlert title="Products cannot be shown" error={found.error}>
          <Button mt="sm" variant="default" onClick={() => void found.refetch()}>
            Try again
          </Button>
        </ProblemAlert>
      ) : found.isPending ? (
        <Loader m="auto" aria-label="Loading products" />
      ) : products.length === 0 ? (
        <Text m="auto" role="status" style={{ color: "var(--ink-soft)" }}>
          {settled === "" ? "This store has no products yet." : `Nothing found for “${settled}”.`}
        </Text>
      ) : (
        <ul className={classes["grid"]} aria-label="Product grid">
          {products.map((product) => (
            <li key={product.id}>
              <UnstyledButton
                className={classes["tile"]}
                style={{ "--hue": hueOf(product.category) }}
                onClick={() => choose(product)}
              >
                <span className={classes["name"]}>{product.name}</span>
                <span className={classes["foot"]}>
                  <span className={classes["category"]}>{product.category}</span>
                  <span className="amount">{money(product.priceMinor)}</span>
                </span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
