import type { CatalogueProduct } from "@cloudpos/contracts";
import { Button, CloseButton, Loader, Modal, Text, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useState, type KeyboardEvent, type Ref } from "react";
import { Keycap } from "../../../components/keycap.tsx";
import { ProblemAlert } from "../../../components/problem-alert.tsx";
import type { Money } from "../../../lib/format.ts";
import { useStore } from "../../../lib/store.ts";
import type { CatalogueStore } from "../catalogue-store.ts";
import { search, tilesOf, variantName, type Tile } from "../product-search.ts";
import classes from "./catalogue.module.css";
import { TileGrid } from "./tile-grid.tsx";

/** Hues that tell categories apart at a glance; the name is always there as well. */
const hues = [160, 28, 215, 340, 48, 265, 95, 190, 5, 300, 130, 240, 70, 320];

/** Search and the product grid by category. */
export function Catalogue(props: {
  catalogue: CatalogueStore;
  money: Money;
  onChoose: (product: CatalogueProduct) => void;
  searchRef: Ref<HTMLInputElement>;
}) {
  const { catalogue, money, onChoose } = props;
  const { status, error, index, categories } = useStore(catalogue.store);
  const [text, setText] = useState("");
  const [category, setCategory] = useState<string | null>(null);
  const [group, setGroup] = useState<Tile | null>(null);
  const typed = text.trim();
  // Typing is never held up by drawing what was found before.
  const settled = useDeferredValue(typed);
  const tiles = useMemo(() => {
    // A search looks everywhere: a chosen category would hide what was found.
    if (settled !== "") return tilesOf(search(index, settled));
    return tilesOf(
      category === null ? index.products : index.products.filter(({ categoryId }) => categoryId === category),
    );
  }, [index, settled, category]);
  const filled = useMemo(() => {
    const used = new Set(index.products.map(({ categoryId }) => categoryId));
    return categories.filter(({ id }) => used.has(id));
  }, [index, categories]);
  const hueOf = (id: string) =>
    hues[
      Math.max(
        0,
        filled.findIndex((each) => each.id === id),
      ) % hues.length
    ]!;

  const choose = (tile: Tile) => {
    if (tile.products.length > 1) return setGroup(tile);
    onChoose(tile.products[0]!);
    setText("");
  };
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") {
      setText("");
      event.currentTarget.blur();
    }
    if (event.key !== "Enter" || typed === "") return;
    // What is drawn may be older than what was typed.
    const first = tilesOf(search(index, typed))[0];
    if (first) choose(first);
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
          text === "" ? (
            <Keycap>F2</Keycap>
          ) : (
            <CloseButton size={44} aria-label="Clear search" onClick={() => setText("")} />
          )
        }
        rightSectionWidth={56}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onSearchKey}
      />
      <div className={classes["categories"]} role="group" aria-label="Categories">
        {[{ id: null, name: "All" }, ...filled].map(({ id, name }) => (
          <Button
            key={id ?? ""}
            size="md"
            radius="xl"
            variant={typed === "" && id === category ? "filled" : "default"}
            aria-pressed={typed === "" && id === category}
            onClick={() => {
              setCategory(id);
              setText("");
            }}
          >
            {name}
          </Button>
        ))}
      </div>
      {status === "failed" ? (
        <ProblemAlert title="Products cannot be shown" error={error!}>
          <Button mt="sm" variant="default" onClick={() => void catalogue.refresh()}>
            Try again
          </Button>
        </ProblemAlert>
      ) : status === "loading" ? (
        <Loader role="img" m="auto" aria-label="Loading products" />
      ) : tiles.length === 0 ? (
        <Text m="auto" role="status" style={{ color: "var(--ink-soft)" }}>
          {settled === "" ? "This store has no products yet." : `Nothing found for “${settled}”.`}
        </Text>
      ) : (
        <TileGrid
          key={`${category}/${settled}`}
          tiles={tiles}
          money={money}
          hueOf={hueOf}
          onChoose={choose}
        />
      )}
      {group && (
        <Modal opened onClose={() => setGroup(null)} title={group.name} size={560}>
          <ul className={classes["variants"]} aria-label={`Variants of ${group.name}`}>
            {group.products.map((product, position) => (
              <li key={product.id}>
                <UnstyledButton
                  className={classes["variant"] ?? ""}
                  data-autofocus={position === 0 || undefined}
                  onClick={() => {
                    setGroup(null);
                    setText("");
                    onChoose(product);
                  }}
                >
                  <strong>{variantName(product)}</strong>
                  <span className="amount">{money(product.priceMinor)}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </Modal>
      )}
    </section>
  );
}
