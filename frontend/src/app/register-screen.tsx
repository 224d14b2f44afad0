import type { Product, Sale } from "@cloudpos/contracts";
import { mayDo } from "@cloudpos/contracts/roles";
import { Alert, Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useMemo, useRef, useState } from "react";
import { v7 as uuidV7 } from "uuid";
import { Keycap } from "../components/keycap.tsx";
import { onePiece, selectedLine } from "../features/cart/cart.ts";
import { CartLines } from "../features/cart/components/cart-lines.tsx";
import { CartTotals } from "../features/cart/components/cart-totals.tsx";
import { QuantityDialog } from "../features/cart/components/quantity-dialog.tsx";
import { cartTotals, cashTender, completeSale } from "../features/cart/sale.ts";
import { useCart } from "../features/cart/use-cart.ts";
import { findByBarcode } from "../features/catalogue/api/products.ts";
import { Catalogue } from "../features/catalogue/components/catalogue.tsx";
import { CashDialog } from "../features/payment/components/cash-dialog.tsx";
import { useScanner } from "../features/scanner/use-scanner.ts";
import { SaleOutcome } from "../features/unsent-sales/components/sale-outcome.tsx";
import { UnsentDrawer } from "../features/unsent-sales/components/unsent-drawer.tsx";
import { moneyOf } from "../lib/format.ts";
import type { RegisterSession } from "../lib/session-context.ts";
import { playAccepted, playError } from "../lib/sound.ts";
import { RegisterHeader } from "./register-header.tsx";
import classes from "./register-screen.module.css";
import type { Runtime } from "./runtime.ts";
import { signOut } from "./sign-out.ts";
import { TrustStrip, type StripMessage } from "./trust-strip.tsx";

type Dialog = "quantity" | "cash" | "unsent";

/** The till: cart and total on the left, search and products on the right, trust strip below. */
export default function RegisterScreen({ runtime, session }: { runtime: Runtime; session: RegisterSession }) {
  const { store, register, user } = session;
  const { unsentSales } = runtime;
  const [cart, dispatch] = useCart((saleId) => unsentSales.isSold(saleId));
  const [completed, setCompleted] = useState<Sale | null>(null);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [message, setMessage] = useState<StripMessage | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const money = useMemo(() => moneyOf(store), [store]);

  const totals = cartTotals(cart, store);
  const maySell = mayDo(user.role, "sale:create");
  const canPay = maySell && cart.lines.length > 0;
  const line = selectedLine(cart);

  const say = (kind: StripMessage["kind"], text: string) => {
    setMessage((last) => ({ kind, text, id: (last?.id ?? 0) + 1 }));
    if (kind === "error") playError();
  };

  const addProduct = (product: Product) => {
    say("info", `${product.name} · ${money(product.priceMinor)}`);
    if (!maySell) return;
    setCompleted(null);
    dispatch({ type: "add", product, newSaleId: uuidV7() });
  };

  const onScan = async (code: string) => {
    if (dialog === "cash") return say("error", "Finish or leave the payment before scanning.");
    setDialog(null);
    if (!/^\d{8,14}$/.test(code)) return say("error", `Unknown barcode ${code}`);
    try {
      const product = await findByBarcode(runtime.api, runtime.queries, code);
      if (product === null) return say("error", `Unknown barcode ${code}`);
      addProduct(product);
      playAccepted();
    } catch (error) {
      say("error", `Barcode ${code} was not looked up. ${(error as Error).message}`);
    }
  };

  const pay = (tenderedMinor: number) => {
    if (!canPay) return;
    const tender = cashTender(totals.totalMinor, tenderedMinor);
    const sale = completeSale(cart, { store, register, soldAt: new Date() }, tender);
    try {
      unsentSales.add(sale);
    } catch {
      setDialog(null);
      return say("error", "The sale could not be saved on this device. Do not take the money; call support.");
    }
    // Only now is the sale safe and the cart no longer needed.
    dispatch({ type: "clear" });
    setDialog(null);
    setMessage(null);
    setCompleted(sale);
  };

  const leave = () => signOut(runtime);
  const whenFree = (action: () => void) => () => {
    if (dialog === null) action();
  };
  const ifPayable = (action: () => void) =>
    whenFree(() => {
      if (canPay) action();
    });
  const onLine = (action: (productId: string) => void) =>
    whenFree(() => {
      if (line) action(line.productId);
    });

  useScanner((code) => void onScan(code));
  // Everywhere, also while the search field has the focus.
  useHotkeys(
    [
      ["F2", whenFree(() => searchField.current?.focus())],
      ["F3", onLine(() => setDialog("quantity"))],
      ["F8", ifPayable(() => setDialog("cash"))],
      ["F9", ifPayable(() => pay(totals.totalMinor))],
    ],
    [],
  );
  // Not in text fields, where these keys type or move.
  useHotkeys([
    ["ArrowUp", whenFree(() => dispatch({ type: "move-selection", by: -1 }))],
    ["ArrowDown", whenFree(() => dispatch({ type: "move-selection", by: 1 }))],
    ["[plus]", onLine((productId) => dispatch({ type: "change-quantity", productId, byMilli: onePiece }))],
    [
      "shift+[plus]",
      onLine((productId) => dispatch({ type: "change-quantity", productId, byMilli: onePiece })),
    ],
    ["-", onLine((productId) => dispatch({ type: "change-quantity", productId, byMilli: -onePiece }))],
    ["Delete", onLine((productId) => dispatch({ type: "remove", productId }))],
  ]);

  // Only where no control has the focus: on a button, Enter presses that button.
  useHotkeys([
    [
      "Enter",
      (event) => {
        if (dialog === null && event.target === document.body) setCompleted(null);
      },
      { preventDefault: false },
    ],
  ]);

  return (
    <div className={classes["screen"]}>
      <RegisterHeader session={session} money={money} onSignOut={leave} />
      <main className={classes["main"]}>
        <section className={classes["cart"]} aria-label="Cart">
          {completed ? (
            <SaleOutcome
              sale={completed}
              queue={unsentSales}
              money={money}
              onNextCustomer={() => setCompleted(null)}
            />
          ) : (
            <>
              {maySell ? (
                <CartLines
                  cart={cart}
                  money={money}
                  locale={store.locale}
                  dispatch={dispatch}
                  onEditQuantity={() => setDialog("quantity")}
                />
              ) : (
                <div className={classes["nothing"]} />
              )}
              <CartTotals
                cart={cart}
                totals={totals}
                money={money}
                locale={store.locale}
                pricesIncludeTax={store.pricesIncludeTax}
              />
              {maySell ? (
                <div className={classes["pay"]}>
                  <Button
                    variant="light"
                    aria-keyshortcuts="F9"
                    disabled={!canPay}
                    rightSection={<Keycap>F9</Keycap>}
                    onClick={() => pay(totals.totalMinor)}
                  >
                    Exact cash
                  </Button>
                  <Button
                    aria-keyshortcuts="F8"
                    disabled={!canPay}
                    rightSection={<Keycap>F8</Keycap>}
                    onClick={() => setDialog("cash")}
                  >
                    Pay
                  </Button>
                </div>
              ) : (
                <Alert m="md" color="gray" title="Looking only">
                  Your role may not sell. Scan or tap a product to see its price below.
                </Alert>
              )}
            </>
          )}
        </section>
        <Catalogue money={money} onChoose={addProduct} searchRef={searchField} />
      </main>
      <TrustStrip runtime={runtime} message={message} onShowUnsent={() => setDialog("unsent")} />
      {dialog === "quantity" && line && (
        <QuantityDialog
          line={line}
          onClose={() => setDialog(null)}
          onQuantity={(quantityMilli) => {
            dispatch({ type: "set-quantity", productId: line.productId, quantityMilli });
            setDialog(null);
          }}
        />
      )}
      {dialog === "cash" && (
        <CashDialog
          totalMinor={totals.totalMinor}
          currency={store.currency}
          money={money}
          onPay={pay}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "unsent" && (
        <UnsentDrawer
          queue={unsentSales}
          money={money}
          locale={store.locale}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
