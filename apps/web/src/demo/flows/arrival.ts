import type { Flow } from './flow';

const ASKED_AGAIN_MS = 3_000;

interface Position {
  readonly assetId: number;
  readonly status: string;
  readonly lat: number;
  readonly lng: number;
}

export const arrival: Flow = {
  step: 'arrival',
  waitsSeconds: 120,
  async run(play) {
    // Who drives past has not arrived: it takes a vehicle that stands.
    const { assetId, lat, lng } = await play.until(async () => {
      const positions = await play.own<readonly Position[]>('GET', 'location');
      return positions.find(({ status }) => status === 'idling');
    }, ASKED_AGAIN_MS);
    play.know({ lat, lng });
    await play.becomeViewer({ subject: { type: 'asset', asset_id: assetId } });
    await play.recipe('arrival');
    return play.sees('.link.expired', 'pusher:error', 'close');
  },
};
