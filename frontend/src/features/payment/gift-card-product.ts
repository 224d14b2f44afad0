/**
 * What a gift card is in a cart. It is money for later, so no tax is due when it is sold (a multi-purpose voucher,
 * Directive (EU) 2016/1065), and the stock knows nothing of it.
 */
export const giftCardProduct = {
  productId: "0198c0de-0000-7000-8000-000600000001",
  sku: "GIFT-CARD",
  name: "Gift card",
  category: "Gift cards",
  taxClass: "zero",
  taxRateBasisPoints: 0,
} as const;
