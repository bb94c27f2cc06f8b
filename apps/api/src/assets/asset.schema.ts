import { integer, nullable, object, registryFields, text, viewBy } from '@yipii/platform';

/** An asset as REST shows it. */
export const asset = object('Asset', {
  ...registryFields,
  external_id: nullable(text({ description: 'Its id in your own systems.' })),
  name: text(),
  plate: nullable(text()),
  icon: nullable(text()),
  offline_after_seconds: integer({ min: 1, max: 2_147_483_647 }),
});

export const assetView = viewBy(asset);
