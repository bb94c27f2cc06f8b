/**
 * `STREETS_MISSING`: there is no such file, or it may not be read; `STREETS_DAMAGED`: it is cut short, or neither
 * OpenStreetMap PBF nor GeoJSON; `STREETS_EMPTY`: it can be read and holds no street.
 */
export type StreetsErrorCode = 'STREETS_MISSING' | 'STREETS_DAMAGED' | 'STREETS_EMPTY';

/** The file of streets is of no use. Towns are known without it. */
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
