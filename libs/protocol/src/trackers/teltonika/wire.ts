/** Lone byte that a device sends to keep its connection open; it wants no answer. */
export const PING = 0xff;
export const IMEI_LENGTH = 15;

/** Four zeros and the length of what follows, without the CRC. */
export const HEADER_LENGTH = 8;
/** Codec and two counts. */
export const MIN_DATA_LENGTH = 3;
/** Devices send 1,280 bytes at most; there is no reason to hold more than this for one of them. */
export const MAX_DATA_LENGTH = 64 * 1024;

export const CODEC_7 = 0x07;
export const CODEC_8 = 0x08;
export const CODEC_8E = 0x8e;
export const CODEC_16 = 0x10;
/** All that the maker documents: records (7, 8, 8E, 16), commands and their answers (12, 13, 14, 15). */
export const CODECS: readonly number[] = [CODEC_7, CODEC_8, CODEC_8E, CODEC_16, 0x0c, 0x0d, 0x0e, 0x0f];

/** Widths of the groups in which a record's IO elements come. */
export const IO_WIDTHS = [1, 2, 4, 8] as const;
export type IoWidth = (typeof IO_WIDTHS)[number];

/** One reading: the maker's AVL id and the raw big-endian value. */
export interface IoElement {
  readonly id: number;
  readonly bytes: Buffer;
}
