/** `*HQ,` … `#`. */
export const TEXT_START = 0x2a;
export const TEXT_END = 0x23;
export const BINARY_START = 0x24;
/** Starts a binary packet of the device's own state, which contains no position. */
export const STATE_START = 0x58;
/** Length of a binary packet up to the status bits, for ids of either length; what follows depends on the firmware. */
export const BINARY_LENGTH = 32;

/** Bytes of a binary packet's id: a number of ten digits, or an IMEI. */
const ID_LENGTHS = [5, 8] as const;
/** From `$` to the date, with the longer id. */
export const BINARY_HEAD_LENGTH = 15;

/**
 * Returns the length of a binary packet's id, recognised by the time and date behind it, or undefined if
 * there are none, so that the bytes are not a packet.
 *
 * @param byteAt of at least {@link BINARY_HEAD_LENGTH} bytes
 */
export function idLengthOf(byteAt: (index: number) => number): number | undefined {
  return ID_LENGTHS.find((length) => isClock(byteAt, 1 + length) && isDecimal(byteAt, 1, length));
}

/** Most for hour, minute, second, day, month and year, each in two decimal digits. */
const CLOCK_LIMITS = [23, 59, 59, 31, 12, 99] as const;

function isClock(byteAt: (index: number) => number, start: number): boolean {
  const isOf = (limit: number, i: number) => {
    const value = decimalOf(byteAt(start + i));
    const least = i === 3 || i === 4 ? 1 : 0;
    return value >= least && value <= limit;
  };
  return CLOCK_LIMITS.every(isOf);
}

/** Whether the bytes are decimal digits, except for the last half byte, which an IMEI leaves unused. */
function isDecimal(byteAt: (index: number) => number, start: number, length: number): boolean {
  for (let i = 0; i < length - 1; i += 1) if (decimalOf(byteAt(start + i)) < 0) return false;
  return byteAt(start + length - 1) >> 4 < 10;
}

/** Of a byte with two decimal digits; -1 where it has others. */
function decimalOf(byte: number): number {
  const [tens, ones] = [byte >> 4, byte & 0xf];
  return tens < 10 && ones < 10 ? 10 * tens + ones : -1;
}
