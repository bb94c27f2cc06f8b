// eslint-disable-next-line no-restricted-exports -- Jest asks for a default export
export default async function stopTestPostgres(): Promise<void> {
  await (globalThis as { stopTestPostgres?: () => Promise<void> }).stopTestPostgres?.();
}
