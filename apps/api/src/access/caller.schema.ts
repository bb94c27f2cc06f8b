import { PRINCIPAL_KINDS } from '@yipii/domain';
import { id, list, nullable, object, oneOf, text, time } from '@yipii/platform';

export const caller = object('Caller', {
  type: oneOf(PRINCIPAL_KINDS),
  id: text(),
  accounts: list(object(null, { key: text(), name: text() })),
  scopes: list(text()),
  asset_ids: nullable(list(id(), { description: 'The assets it is restricted to; null: all.' })),
  expires_at: time(),
});
