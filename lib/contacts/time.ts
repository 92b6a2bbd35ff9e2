/**
 * Reads a time of the format `date-time` as epoch milliseconds. A leap second, which neither POSIX nor JavaScript
 * knows, counts as the second after it.
 */
export const parseTime = (text: string): number =>
  text.includes(':60') ? Date.parse(text.replace(':60', ':59')) + 1000 : Date.parse(text);
