import { connect } from 'node:net';
import type { TrackerRecord } from '@yipii/domain';
import { trackerProtocol, type TrackerDevice } from '@yipii/protocol';
import { fleetImei } from '../../support/seed-fleet';
import { Latencies } from '../latencies';
import { wait } from '../pace';
import { answerParent } from '../program';

export interface DevicesPlan {
  readonly ports: readonly number[];
  readonly devices: number;
  /** Per frame. */
  readonly records: number;
  readonly warmUpMs: number;
  readonly seconds: number;
}

export interface DevicesReport {
  /** Records that were acknowledged in the measured time. */
  readonly acknowledged: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** Metres per ms. */
const SPEED = 0.015;
const METRES_PER_DEGREE = 111_320;
const PLACE = { lat: 57.7089, lng: 11.9746 };

let acknowledged = 0;
let latencies = new Latencies();
let isOver = false;

/** A device that sends its next frame when the former is acknowledged: back and forth on a meridian, as fast as it may. */
class EagerDevice {
  private readonly socket;
  private lastFix = Date.now();
  private received: Buffer = Buffer.alloc(0);
  private isKnown = false;
  private sentAt = 0;

  constructor(
    private readonly device: TrackerDevice,
    private readonly plan: DevicesPlan,
    private readonly index: number,
  ) {
    const port = plan.ports[index % plan.ports.length] ?? 0;
    this.socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.socket.on('connect', () => this.socket.write(device.login?.bytes(fleetImei(index)) ?? ''));
    this.socket.on('data', (bytes) => this.receive(bytes));
    this.socket.on('close', () => {
      if (!isOver) throw new Error('the server has ended a connection');
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private receive(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    const { login, readAcknowledgement } = this.device;
    const answer = this.isKnown
      ? readAcknowledgement(this.received, this.plan.records)
      : login?.readAnswer(this.received);
    if (!answer) return;
    if (answer.value !== (this.isKnown ? this.plan.records : true)) throw new Error('the server refuses');
    this.received = this.received.subarray(answer.length);
    if (this.isKnown) {
      acknowledged += this.plan.records;
      latencies.add(performance.now() - this.sentAt);
    }
    this.isKnown = true;
    if (!isOver) this.send();
  }

  private send(): void {
    const records = Array.from({ length: this.plan.records }, (_, i) => this.device.encode(this.record(i)));
    this.sentAt = performance.now();
    this.socket.write(this.device.pack('', records));
  }

  /** The newest is of now, the others are spread over the time since the frame before. */
  private record(index: number): TrackerRecord {
    const left = this.plan.records - index;
    const fixTime = Math.max(this.lastFix + 1, Math.round(this.lastFix + (Date.now() - this.lastFix) / left));
    this.lastFix = fixTime;
    const metres = (fixTime * SPEED) % 20_000;
    const isBack = metres > 10_000;
    return {
      fixTime,
      valid: true,
      lat: PLACE.lat + (isBack ? 20_000 - metres : metres) / METRES_PER_DEGREE,
      lng: PLACE.lng + this.index / 1_000,
      altitude: 20 + (fixTime % 40),
      speed: 54,
      heading: isBack ? 180 : 0,
      attributes: {
        ...{ satellites: 9 + (fixTime % 8), hdop: 0.9, ignition: true, motion: true, externalVoltage: 14.1 },
        ...{
          batteryVoltage: 4.08,
          rssi: 4,
          odometer: Math.round(fixTime * SPEED) % 1e9,
          event: 0,
          priority: 0,
        },
      },
    };
  }
}

async function run(plan: DevicesPlan): Promise<DevicesReport> {
  const device = trackerProtocol('teltonika').device;
  if (!device) throw new Error('there is no such device');
  const devices = Array.from({ length: plan.devices }, (_, index) => new EagerDevice(device, plan, index));
  await wait(plan.warmUpMs);
  acknowledged = 0;
  latencies = new Latencies();
  await wait(plan.seconds * 1_000);
  const report = { acknowledged, p50: latencies.percentile(0.5), p99: latencies.percentile(0.99) };
  isOver = true;
  for (const one of devices) one.end();
  return report;
}

answerParent({ run });
