import { connect, type Socket } from 'node:net';
import { trackerProtocol, type TrackerDevice } from '@yipii/protocol';

/** A tracker that a test holds in its hand: parked, and it reports the voltage that it is told to. */
export class ProbeDevice {
  /** When each record was written to the socket, by its fix time; epoch ms. */
  readonly sentAt = new Map<number, number>();
  private received: Buffer = Buffer.alloc(0);
  private waiting: ((bytes: Buffer) => void) | undefined;
  private lastFix = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly device: TrackerDevice,
  ) {
    socket.on('data', (bytes) => {
      this.received = Buffer.concat([this.received, bytes]);
      this.waiting?.(this.received);
    });
  }

  static async connect(port: number, imei: string): Promise<ProbeDevice> {
    const { device } = trackerProtocol('teltonika');
    if (!device?.login) throw new Error('the protocol has no device');
    const probe = new ProbeDevice(connect({ host: '127.0.0.1', port, noDelay: true }), device);
    const { bytes, readAnswer } = device.login;
    probe.socket.write(bytes(imei));
    await probe.answer((received) => readAnswer(received));
    return probe;
  }

  /** Resolves when the record is acknowledged. */
  async report(externalVoltage: number): Promise<void> {
    const fixTime = Math.max(Date.now(), this.lastFix + 1);
    this.lastFix = fixTime;
    const record = {
      ...{ fixTime, valid: true, lat: 57.7, lng: 11.97, altitude: 12, speed: 0, heading: 0 },
      attributes: { satellites: 11, hdop: 0.8, ignition: true, externalVoltage },
    };
    this.sentAt.set(fixTime, Date.now());
    this.socket.write(this.device.pack('', [this.device.encode(record)]));
    await this.answer((received) => this.device.readAcknowledgement(received, 1));
  }

  end(): void {
    this.socket.destroy();
  }

  private answer(read: (received: Buffer) => { readonly length: number } | undefined): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        const answer = read(this.received);
        if (!answer) return;
        this.received = this.received.subarray(answer.length);
        this.waiting = undefined;
        resolve();
      };
      this.waiting = look;
      look();
    });
  }
}
