import { UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Money } from "../../../lib/format.ts";
import type { Tile } from "../product-search.ts";
import classes from "./catalogue.module.css";

/** Measures of the grid in CSS pixels; the style sheet has the same. */
const tileHeight = 116;
const gap = 10;
const narrowestTile = 148;
/** Rows drawn above and below what is seen, so that scrolling shows no hole. */
const spareRows = 4;

/** Tiles in rows, of which only those near the window are in the page: thousands scroll like forty. */
export function TileGrid(props: {
  tiles: readonly Tile[];
  money: Money;
  /** Colour of a category by its id. */
  hueOf: (categoryId: string) => number;
  onChoose: (tile: Tile) => void;
}) {
  const { tiles, money } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 600 });
  const [scrolled, setScrolled] = useState(0);
  useEffect(() => {
    const element = frame.current!;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const columns = Math.max(1, Math.floor((size.width + gap) / (narrowestTile + gap)));
  const rowHeight = tileHeight + gap;
  const rows = Math.ceil(tiles.length / columns);
  const firstRow = Math.max(0, Math.floor(scrolled / rowHeight) - spareRows);
  const lastRow = Math.min(rows, Math.ceil((scrolled + size.height) / rowHeight) + spareRows);

  return (
    <div
      ref={frame}
      className={classes["frame"]}
      onScroll={(event) => {
        const row = Math.floor(event.currentTarget.scrollTop / rowHeight) * rowHeight;
        setScrolled(row);
      }}
    >
      <ul
        className={classes["grid"]}
        aria-label="Product grid"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          paddingTop: 4 + firstRow * rowHeight,
          paddingBottom: 16 + (rows - lastRow) * rowHeight,
        }}
      >
        {tiles.slice(firstRow * columns, lastRow * columns).map((tile, position) => (
          <li key={tile.key} aria-setsize={tiles.length} aria-posinset={firstRow * columns + position + 1}>
            <UnstyledButton
              className={classes["tile"] ?? ""}
              style={{ "--hue": props.hueOf(tile.categoryId) }}
              onClick={() => props.onChoose(tile)}
            >
              <span className={classes["name"]}>{tile.name}</span>
              <span className={classes["foot"]}>
                <span className={classes["category"]}>
                  {tile.products.length > 1 ? `${tile.products.length} variants` : tile.category}
                </span>
                <span className="amount">{priceOf(tile, money)}</span>
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </div>
  );
}

function priceOf({ products }: Tile, money: Money): string {
  const prices = products.map(({ priceMinor }) => priceMinor);
  const lowest = Math.min(...prices);
  return lowest === Math.max(...prices) ? money(lowest) : `from ${money(lowest)}`;
}
