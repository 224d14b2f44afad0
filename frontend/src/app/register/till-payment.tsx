import type { SaleApproval } from "@cloudpos/contracts";
import { mayDo } from "@cloudpos/contracts/roles";
import { ApprovalForm } from "../../features/approvals/components/approval-form.tsx";
import { hasReturns } from "../../features/cart/cart.ts";
import { PaymentPanel } from "../../features/payment/components/payment-panel.tsx";
import type { Checkout } from "../../features/payment/tenders.ts";
import type { Money } from "../../lib/format.ts";
import type { RegisterSession } from "../../lib/session-context.ts";
import { useStore } from "../../lib/store.ts";
import type { Runtime } from "../runtime.ts";
import { refundSources, refundableCashMinor } from "../till.ts";

/** The payment of the cart at the till, with the approvals that a return needs. */
export function TillPayment(props: {
  runtime: Runtime;
  session: RegisterSession;
  money: Money;
  checkout: Checkout;
}) {
  const { runtime, session, money, checkout } = props;
  const { till } = runtime;
  const state = useStore(till.checkout.store);
  const cart = useStore(till.cart.store);
  const approved = cart.approvals.some(({ permission }) => permission === "sale:refund");
  const approve = (approval: SaleApproval) => till.cart.dispatch({ type: "approve", approval });
  const mayRefund = mayDo(session.user.role, "sale:refund");

  return (
    <PaymentPanel
      state={state}
      checkout={checkout}
      currency={session.store.currency}
      cashRoundingMinor={session.store.cashRoundingMinor}
      money={money}
      sources={refundSources(cart)}
      freeCashMinor={refundableCashMinor(cart)}
      before={
        hasReturns(cart) && !mayRefund && !approved ? (
          <ApprovalForm
            permission="sale:refund"
            saleId={checkout.saleId}
            text="Take goods back"
            onApproved={approve}
            onCancel={() => till.leavePayment()}
          />
        ) : null
      }
      renderCashApproval={
        approved
          ? null
          : (amountMinor, onApproved, onCancel) => (
              <ApprovalForm
                permission="sale:refund"
                saleId={checkout.saleId}
                text={`${money(amountMinor)} back in cash`}
                onApproved={(approval) => {
                  approve(approval);
                  onApproved();
                }}
                onCancel={onCancel}
              />
            )
      }
      actions={{
        takeCash: (amount) => till.takeCash(amount),
        charge: (payment) => till.charge(payment),
        giveCash: (amountMinor) => till.giveCash(amountMinor),
        giveBack: (source, amountMinor) => till.giveBack(source, amountMinor),
        removeTender: (key) => till.removeTender(key),
        askAgain: () => till.askAgain(),
        giveUp: (key) => till.checkout.giveUp(key),
        abandon: (key) => till.checkout.abandon(key),
        complete: () => till.settle(),
        confirmAgain: () => till.resume(),
      }}
      onBack={() => till.leavePayment()}
    />
  );
}
