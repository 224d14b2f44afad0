import type { CatalogueProduct } from "@cloudpos/contracts";
import { mayDo } from "@cloudpos/contracts/roles";
import { Alert, Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import { Keycap } from "../components/keycap.tsx";
import {
  hasReturns,
  mayBeDiscounted,
  onePiece,
  selectedLine,
  type CartAction,
} from "../features/cart/cart.ts";
import { CartLines } from "../features/cart/components/cart-lines.tsx";
import { CartTotals } from "../features/cart/components/cart-totals.tsx";
import { QuantityDialog } from "../features/cart/components/quantity-dialog.tsx";
import { priceCart } from "../features/cart/pricing.ts";
import { readByBarcode } from "../features/catalogue/api/products.ts";
import { Catalogue } from "../features/catalogue/components/catalogue.tsx";
import { useScanner } from "../features/scanner/use-scanner.ts";
import { OpenShift } from "../features/shift/components/open-shift.tsx";
import { UnsentDrawer } from "../features/unsent-sales/components/unsent-drawer.tsx";
import { moneyOf } from "../lib/format.ts";
import type { RegisterSession } from "../lib/session-context.ts";
import { playAccepted, playError } from "../lib/sound.ts";
import { useStore } from "../lib/store.ts";
import { CartBar } from "./register/cart-bar.tsx";
import { CompletedSale } from "./register/completed-sale.tsx";
import { KeysHelp } from "./register/keys-help.tsx";
import { RegisterDialogs, type RegisterDialog } from "./register/register-dialogs.tsx";
import { TillPayment } from "./register/till-payment.tsx";
import { RegisterHeader } from "./register-header.tsx";
import classes from "./register-screen.module.css";
import type { Runtime } from "./runtime.ts";
import { signOut } from "./sign-out.ts";
import { TrustStrip, type StripMessage } from "./trust-strip.tsx";

/** The till: cart and total on the left, search and products or the payment on the right, trust strip below. */
export default function RegisterScreen({ runtime, session }: { runtime: Runtime; session: RegisterSession }) {
  const { store, register, user } = session;
  const { till, unsentSales, catalogue, shift } = runtime;
  const cart = useStore(till.cart.store);
  const held = useStore(till.held.store);
  const payment = useStore(till.checkout.store);
  const completed = useStore(till.completed);
  const shiftState = useStore(shift.store);
  const [dialog, setDialog] = useState<RegisterDialog | null>(null);
  const [message, setMessage] = useState<StripMessage | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const money = useMemo(() => moneyOf(store), [store]);
  const priced = useMemo(() => priceCart(cart, store), [cart, store]);
  useEffect(() => catalogue.watch(store.id), [catalogue, store.id]);

  const maySell = mayDo(user.role, "sale:create");
  const { totalMinor } = priced.totals;
  const paying = payment.checkout !== null;
  const locked = till.locked;
  const line = selectedLine(cart);
  const needsShift =
    maySell &&
    mayDo(user.role, "shift:operate") &&
    shiftState.shift === null &&
    shiftState.status !== "asking" &&
    !shiftState.skipped;
  const canPay = maySell && cart.lines.length > 0 && !needsShift;

  const say = (kind: StripMessage["kind"], text: string) => {
    setMessage((last) => ({ kind, text, id: (last?.id ?? 0) + 1 }));
    if (kind === "error") playError();
  };
  const change = (action: CartAction) => {
    if (!till.change(action)) say("error", "The payment has begun. Finish it, or take it back, first.");
  };

  const addProduct = (product: CatalogueProduct) => {
    if (maySell && locked) return say("error", "The payment has begun. Finish it, or take it back, first.");
    say("info", `${product.name} · ${money(product.priceMinor)}`);
    if (maySell && !needsShift) change({ type: "add", product, newSaleId: till.newId() });
  };

  const onScan = async (code: string) => {
    if (locked) return say("error", "The payment has begun. Finish it, or take it back, first.");
    if (needsShift) return say("error", "Open the shift before scanning.");
    if (paying) return say("error", "Finish or leave the payment before scanning.");
    setDialog(null);
    if (!/^\d{8,14}$/.test(code)) return say("error", `Unknown barcode ${code}`);
    try {
      const product = catalogue.findByBarcode(code) ?? (await readByBarcode(runtime.api, code));
      if (product === null) return say("error", `Unknown barcode ${code}`);
      addProduct(product);
      playAccepted();
    } catch (error) {
      say("error", `Barcode ${code} was not looked up. ${(error as Error).message}`);
    }
  };

  const exactCash = () => {
    if (totalMinor > 0 && !hasReturns(cart)) till.takeCash("exact");
    else till.beginPayment();
  };
  const payByCard = () => {
    if (totalMinor > 0 && !hasReturns(cart)) till.charge({ kind: "card" });
    else till.beginPayment();
  };
  const nextCustomer = () => {
    till.completed.set(null);
    setMessage(null);
  };

  // One thing at a time: what a dialog or the payment shows comes first.
  const whenFree = (action: () => void) => () => {
    if (dialog === null && !needsShift) action();
  };
  const onCart = (action: () => void) =>
    whenFree(() => {
      if (maySell && !paying && !completed) action();
    });
  const ifPayable = (action: () => void) =>
    onCart(() => {
      if (canPay) action();
    });
  const onLine = (action: (key: string) => void) =>
    onCart(() => {
      if (line) action(line.key);
    });
  const discountable = cart.lines.some(mayBeDiscounted);

  useScanner((code) => void onScan(code));
  // Everywhere, also while the search field has the focus.
  useHotkeys(
    [
      ["F2", whenFree(() => searchField.current?.focus())],
      ["F3", onLine(() => line?.giftCardCode === undefined && setDialog("quantity"))],
      ["F4", onCart(() => setDialog("customer"))],
      ["F6", onCart(() => discountable && setDialog("discount"))],
      ["F7", onCart(() => setDialog("held"))],
      ["F8", ifPayable(() => till.beginPayment())],
      ["F9", ifPayable(exactCash)],
      ["F10", ifPayable(payByCard)],
    ],
    [],
  );
  // Not in text fields, where these keys type or move.
  useHotkeys([
    ["ArrowUp", onCart(() => change({ type: "move-selection", by: -1 }))],
    ["ArrowDown", onCart(() => change({ type: "move-selection", by: 1 }))],
    ["[plus]", onLine((key) => change({ type: "change-quantity", key, byMilli: onePiece }))],
    ["shift+[plus]", onLine((key) => change({ type: "change-quantity", key, byMilli: onePiece }))],
    ["-", onLine((key) => change({ type: "change-quantity", key, byMilli: -onePiece }))],
    ["Delete", onLine((key) => change({ type: "remove", key }))],
    ["shift+?", whenFree(() => setDialog("keys"))],
    ["?", whenFree(() => setDialog("keys"))],
  ]);
  useHotkeys(
    [
      ["Escape", whenFree(() => paying && !locked && till.leavePayment()), { preventDefault: false }],
      [
        // Only where no control has the focus: on a button, Enter presses that button.
        "Enter",
        (event) => {
          if (dialog === null && event.target === document.body) nextCustomer();
        },
        { preventDefault: false },
      ],
    ],
    [],
  );

  return (
    <div className={classes["screen"]}>
      <RegisterHeader
        session={session}
        money={money}
        onLock={() => runtime.lock.lock()}
        onSignOut={() => signOut(runtime)}
      />
      {needsShift ? (
        <main className={classes["whole"]}>
          <OpenShift
            registerName={register.name}
            money={money}
            problem={shiftState.status === "failed" ? shiftState.error : null}
            onOpened={(opened) => shift.opened(opened)}
            onRetry={() => void shift.refresh(register.id)}
            onSkip={() => shift.skip()}
          />
        </main>
      ) : (
        <main className={classes["main"]}>
          <section className={classes["cart"]} aria-label="Cart">
            {completed ? (
              <CompletedSale
                key={completed.id}
                runtime={runtime}
                session={session}
                sale={completed}
                money={money}
                onNextCustomer={nextCustomer}
              />
            ) : (
              <>
                {maySell && (
                  <CartBar
                    cart={cart}
                    heldCount={held.length}
                    disabled={paying}
                    canDiscount={discountable}
                    onOpen={setDialog}
                  />
                )}
                {maySell ? (
                  <CartLines
                    cart={cart}
                    priced={priced}
                    money={money}
                    locale={store.locale}
                    locked={paying}
                    dispatch={change}
                    onEditQuantity={() => setDialog("quantity")}
                    onDiscount={() => setDialog("discount")}
                  />
                ) : (
                  <div className={classes["nothing"]} />
                )}
                <CartTotals
                  priced={priced}
                  money={money}
                  locale={store.locale}
                  pricesIncludeTax={store.pricesIncludeTax}
                />
                {!maySell ? (
                  <Alert m="md" color="gray" title="Looking only">
                    Your role may not sell. Scan or tap a product to see its price below.
                  </Alert>
                ) : paying ? (
                  <div className={classes["paying"]} />
                ) : totalMinor > 0 && !hasReturns(cart) ? (
                  <div className={classes["pay"]}>
                    <Button
                      variant="light"
                      aria-keyshortcuts="F9"
                      disabled={!canPay}
                      rightSection={<Keycap>F9</Keycap>}
                      onClick={exactCash}
                    >
                      Exact cash
                    </Button>
                    <Button
                      variant="light"
                      aria-keyshortcuts="F10"
                      disabled={!canPay}
                      rightSection={<Keycap>F10</Keycap>}
                      onClick={payByCard}
                    >
                      Card
                    </Button>
                    <Button
                      className={classes["wide"] ?? ""}
                      aria-keyshortcuts="F8"
                      disabled={!canPay}
                      rightSection={<Keycap>F8</Keycap>}
                      onClick={() => till.beginPayment()}
                    >
                      Pay
                    </Button>
                  </div>
                ) : (
                  <div className={classes["pay"]}>
                    <Button
                      className={classes["wide"] ?? ""}
                      aria-keyshortcuts="F8"
                      disabled={!canPay}
                      rightSection={<Keycap>F8</Keycap>}
                      onClick={() => till.beginPayment()}
                    >
                      {hasReturns(cart) ? (totalMinor < 0 ? "Refund" : "Exchange") : "Pay"}
                    </Button>
                  </div>
                )}
              </>
            )}
          </section>
          {payment.checkout ? (
            <TillPayment runtime={runtime} session={session} money={money} checkout={payment.checkout} />
          ) : (
            <Catalogue catalogue={catalogue} money={money} onChoose={addProduct} searchRef={searchField} />
          )}
        </main>
      )}
      <TrustStrip runtime={runtime} message={message} onShowUnsent={() => setDialog("unsent")} />
      {dialog === "quantity" && line && (
        <QuantityDialog
          line={line}
          onClose={() => setDialog(null)}
          onQuantity={(quantityMilli) => {
            change({ type: "set-quantity", key: line.key, quantityMilli });
            setDialog(null);
          }}
        />
      )}
      {dialog === "keys" && <KeysHelp onClose={() => setDialog(null)} />}
      {dialog === "unsent" && (
        <UnsentDrawer
          queue={unsentSales}
          money={money}
          locale={store.locale}
          onClose={() => setDialog(null)}
        />
      )}
      <RegisterDialogs
        runtime={runtime}
        session={session}
        money={money}
        dialog={dialog}
        onSay={(text) => say("info", text)}
        onClose={() => setDialog(null)}
      />
    </div>
  );
}
