/** A start failure that the operator can fix. Only its message is printed. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
