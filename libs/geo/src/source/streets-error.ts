/**
 * `STREETS_MISSING`: the file does not exist or is not readable; `STREETS_DAMAGED`: it is truncated, or neither
 * OpenStreetMap PBF nor GeoJSON; `STREETS_EMPTY`: it holds no street.
 */
export type StreetsErrorCode = 'STREETS_MISSING' | 'STREETS_DAMAGED' | 'STREETS_EMPTY';

/** The street file is unusable. Towns are known without it. */
export class StreetsError extends Error {
  constructor(
    readonly code: StreetsErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StreetsError';
  }
}
