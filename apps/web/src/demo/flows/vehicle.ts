import type { Flow } from './flow';

/** Degrees; so far away that no vehicle gets there, which would complete the route. */
const FAR = 0.2;

export const vehicle: Flow = {
  step: 'vehicle',
  async run(play) {
    const { assetId, lat, lng } = play.values;
    const stops = [{ name: 'customer', lat: lat + FAR, lng }];
    const route = { name: 'demo', asset_id: Number(assetId), stops };
    const { id } = await play.own<{ id: number }>('POST', 'route', route);
    play.know({ routeId: String(id) });
    await play.becomeViewer({ subject: { type: 'route', route_id: id } });
    await play.recipe('vehicle');
    return play.sees('.vehicle.changed', '.location.updated');
  },
};
