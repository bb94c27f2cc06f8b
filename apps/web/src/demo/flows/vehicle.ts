import type { Flow } from './flow';

export const vehicle: Flow = {
  step: 'vehicle',
  async run(play) {
    const { assetId, lat, lng } = play.values;
    const stops = [{ name: 'Customer', lat, lng }];
    const route = { name: 'Demo', asset_id: Number(assetId), stops };
    const { id } = await play.own<{ id: number }>('POST', 'route', route);
    play.know({ routeId: String(id) });
    await play.becomeViewer({ subject: { type: 'route', route_id: id } });
    await play.recipe('vehicle');
    return play.sees('.vehicle.changed', '.location.updated');
  },
};
