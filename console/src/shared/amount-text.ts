/** Amounts in words, the same in every reader's locale. */

const count = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** `12,345`. */
export const countText = (amount: number): string => count.format(amount);

/** `1 rule`, `2,000 rules`; `many` is the plural. @default one + "s" */
export const countOf = (amount: number, one: string, many = `${one}s`): string =>
  `${countText(amount)} ${amount === 1 ? one : many}`;

const UNITS = ["bytes", "KB", "MB", "GB", "TB", "PB"] as const;

/** `512 bytes`, `1.5 MB`; steps of 1,000. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let step = 0;
  // Rounding may carry over: 999,960 is 1 MB rather than 1,000 KB.
  while (Number(amount.toFixed(1)) >= 1_000 && step < UNITS.length - 1) {
    amount /= 1_000;
    step += 1;
  }
  const unit = UNITS[step] ?? "bytes";
  return `${short.format(amount)} ${bytes === 1 ? "byte" : unit}`;
}

/** `12 %`, never `0 %` or `100 %` for a part that is more than none or less than all. */
export function shareText(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return "0 %";
  const percent = (100 * part) / whole;
  if (percent < 1) return "under 1 %";
  if (percent > 99 && part < whole) return "over 99 %";
  return `${count.format(percent)} %`;
}
