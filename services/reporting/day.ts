/** Formatters are slow to make and few: one per time zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar day (YYYY-MM-DD) of a moment in a time zone.
 * @param moment ISO 8601.
 * @param timeZone IANA name. @throws RangeError when there is no such zone.
 */
export function calendarDay(moment: string, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    // Sweden writes dates as ISO 8601 does.
    formatter = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(new Date(moment));
}
