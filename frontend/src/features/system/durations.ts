/** A length of time as people say it: `3 days`, `2 hours`, `5 minutes`. */
export function formatDuration(seconds: number, locale: string): string {
  const [value, unit] =
    seconds >= 172_800
      ? [seconds / 86_400, "day"]
      : seconds >= 7_200
        ? [seconds / 3_600, "hour"]
        : seconds >= 120
          ? [seconds / 60, "minute"]
          : [seconds, "second"];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.floor(value),
  );
}

/** An amount of data: `1.2 GB`. */
export function formatBytes(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[step]!,
    maximumFractionDigits: 1,
  }).format(bytes / 1000 ** step);
}
