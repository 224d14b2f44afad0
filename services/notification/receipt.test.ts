import { demoRegisters, demoStore, saleTotals } from "@cloudpos/contracts";
import { describe, expect, it } from "vitest";
import { receiptMessage } from "./receipt.ts";
import { saleEvent } from "./testing.ts";

const soldAt = "2026-07-01T12:34:00.000Z";

describe("a receipt", () => {
  it("has everything that a paper one has, as text", () => {
    const { subject, text } = receiptMessage(saleEvent({ soldAt }), demoStore, demoRegisters[0]!);
    expect(subject).toBe("Receipt main-1-17 from Main Street");
    expect(text).toBe(`                  Main Street
             1 Main Street, Dublin
                 VAT IE1234567T
------------------------------------------------
Receipt                                main-1-17
Date                           1 Jul 2026, 13:34
Register                              Register 1
------------------------------------------------
Tea "Earl" <Grey> & more
2 × €3.00
Discount -€0.50                            €5.50
Bread                                      €2.00
------------------------------------------------
Total                                      €7.50
Cash                                      €10.00
Change                                     €2.50
------------------------------------------------
Tax                    Net        Tax      Total
23% standard         €4.47      €1.03      €5.50
0% zero              €2.00      €0.00      €2.00
------------------------------------------------
         Thank you for shopping with us
`);
  });

  it("is well-formed HTML that shows names as they are", () => {
    const { html } = receiptMessage(saleEvent({ soldAt }), demoStore, demoRegisters[0]!);
    expect(html).toContain("Tea &quot;Earl&quot; &lt;Grey&gt; &amp; more");
    // Every tag that is opened is closed, in order.
    const open: string[] = [];
    for (const [, close, tag] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
      if (["meta", "hr", "br"].includes(tag!)) continue;
      if (close) expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
    // Nothing is loaded from elsewhere, and nothing runs.
    expect(html).not.toMatch(/<script|<img|<link|url\(|src=/i);
  });

  it("of an exchange says what was given back, with cash rounding and money back", () => {
    const [tea, bread] = saleEvent().sale.lines;
    const lines = [
      {
        ...tea!,
        quantityMilli: -1000,
        discountMinor: -25,
        returnOf: { saleId: "0198c0de-0000-7000-8000-000000000099", lineNumber: 1 },
      },
      { ...bread!, unitPriceMinor: 101 },
    ];
    const { netMinor, taxMinor, totalMinor } = saleTotals(lines, true);
    const event = saleEvent({
      soldAt,
      lines,
      totals: { netMinor, taxMinor, totalMinor },
      roundingMinor: -1,
      tenders: [{ kind: "cash", amountMinor: -175, tenderedMinor: -175, changeMinor: 0 }],
    });
    const { text } = receiptMessage(event, demoStore, null);
    expect(text).toContain("Receipt                                       17");
    expect(text).toContain("Returned: Tea");
    expect(text).toMatch(/Total +-€1.74\n/);
    expect(text).toMatch(/Cash rounding +-€0.01\nTo pay +-€1.75\nPaid back: cash +€1.75\n/);
    expect(text).toContain("Amounts with a minus sign were given back.");
  });

  it("of only returned goods is a refund; where tax is added on top, it says so", () => {
    const [tea] = saleEvent().sale.lines;
    const lines = [{ ...tea!, quantityMilli: -1000, discountMinor: 0 }];
    const { netMinor, taxMinor, totalMinor } = saleTotals(lines, false);
    const event = {
      ...saleEvent({
        soldAt,
        lines,
        totals: { netMinor, taxMinor, totalMinor },
        tenders: [{ kind: "card", amountMinor: totalMinor, tenderedMinor: totalMinor, changeMinor: 0 }],
      }),
      pricesIncludeTax: false,
    };
    const { subject, text } = receiptMessage(event, demoStore, demoRegisters[0]!);
    expect(subject).toBe("Refund main-1-17 from Main Street");
    expect(text).toMatch(/Subtotal +-€3.00\nTax +-€0.69\nTotal +-€3.69\nPaid back: card +€3.69\n/);
  });
});
