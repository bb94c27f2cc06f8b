import type { TrackerSamples, TransportSamples } from '../tracker-samples.testing';

const frames: TransportSamples = { frames: (id) => [textOf(id), binaryOf(id)] };

export const samples: TrackerSamples = {
  devices: ['9001000001', '9001000002'],
  tcp: frames,
  udp: frames,
};

function textOf(id: string): Buffer {
  return Buffer.from(`*HQ,${id},V1,105759,A,5742.3456,N,01158.1234,E,010.50,173,010626,FFFFFBFF#`);
}

function binaryOf(id: string): Buffer {
  return Buffer.from(`24${id}1058010106265742345606011581234e010173fffffbffff0001`, 'hex');
}
