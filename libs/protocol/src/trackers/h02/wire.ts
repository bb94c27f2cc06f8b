/** `*HQ,` … `#`. */
export const TEXT_START = 0x2a;
export const TEXT_END = 0x23;
export const BINARY_START = 0x24;
/** Of a binary packet of the device's own state, which holds no position. */
export const STATE_START = 0x58;
/** Up to and with the status bits, whichever length of id the device has; what follows differs by firmware. */
export const BINARY_LENGTH = 32;

/** Bytes of a binary packet's id: a number of ten digits, or an IMEI. */
const ID_LENGTHS = [5, 8] as const;
/** From `$` to the date, with the longer id. */
export const BINARY_HEAD_LENGTH = 15;

/**
 * How long the id of a binary packet is, by where a time and a date stand; undefined where there are
 * none, so that it is no packet.
 *
 * @param digits at least the first {@link BINARY_HEAD_LENGTH} bytes, in hexadecimal
 */
export function idLengthOf(digits: string): number | undefined {
  return ID_LENGTHS.find((length) => {
    const at = 2 + 2 * length;
    return /^\d+$/.test(digits.slice(2, at - 1)) && isClock(digits.slice(at, at + 12));
  });
}

/** hhmmssddmmyy */
function isClock(digits: string): boolean {
  return /^([01]\d|2[0-3])[0-5]\d[0-5]\d(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{2}$/.test(digits);
}
