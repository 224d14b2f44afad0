import type { AccessEventName } from "@cloudpos/contracts";

/** What the events of the access log are called. */
export const eventNames: Readonly<Record<AccessEventName, string>> = {
  "signed-in": "Signed in",
  "signed-out": "Signed out",
  refused: "Sign-in refused",
  "locked-out": "Locked out",
  "refresh-reused": "Stolen session ended",
  "enrolment-code-created": "Enrolment code made",
  enrolled: "Register enrolled",
  "enrolment-refused": "Enrolment refused",
  unenrolled: "Register un-enrolled",
  approved: "Approved",
  "approval-refused": "Approval refused",
  "user-created": "Person created",
  "user-changed": "Person changed",
  "role-changed": "Role changed",
  "user-deactivated": "Person deactivated",
  "user-reactivated": "Person activated",
  "pin-changed": "PIN changed",
  "password-changed": "Password changed",
  "store-created": "Store created",
  "store-changed": "Store changed",
  "register-created": "Register created",
  "register-changed": "Register changed",
};

/** Events that somebody should look at. */
export const alarming: ReadonlySet<AccessEventName> = new Set([
  "refused",
  "locked-out",
  "refresh-reused",
  "enrolment-refused",
  "approval-refused",
]);
