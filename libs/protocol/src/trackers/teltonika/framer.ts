import { StepFramer, type Step } from '../step-framer';
import { CODECS, HEADER_LENGTH, IMEI_LENGTH, MAX_DATA_LENGTH, MIN_DATA_LENGTH, PING } from './wire';

/** Far longer than any IMEI; more is not a login of this protocol. */
const MAX_LOGIN_LENGTH = 64;
/** How many bytes of garbage are skipped in search of the next packet. */
const MAX_GARBAGE = 1024;

/**
 * A stream is a login (u16 length, IMEI), then data packets (four zeros, u32 length, data, u32 CRC) and
 * single bytes FF in between. After garbage the next packet is found by its zeros, a believable length and
 * a known codec.
 */
export class TeltonikaFramer extends StepFramer {
  private loggedIn = false;

  protected step(): Step {
    if (this.skipped > 0) return this.resync();
    if (this.queue.length === 0) return 'more';
    if (this.queue.u8(0) === PING) return this.emit(1);
    if (this.queue.length < 2) return 'more';
    const length = this.queue.u16(0);
    return length === 0 ? this.packet() : this.login(length);
  }

  private login(length: number): Step {
    const plausible = this.loggedIn ? length === IMEI_LENGTH : length <= MAX_LOGIN_LENGTH;
    if (!plausible) return this.garbage();
    if (this.queue.length < 2 + length) return 'more';
    this.loggedIn = true;
    return this.emit(2 + length);
  }

  private packet(): Step {
    if (this.queue.length < 8) return 'more';
    const length = this.queue.u32(4);
    if (this.queue.u16(2) !== 0 || length < MIN_DATA_LENGTH) return this.garbage();
    if (length > MAX_DATA_LENGTH) return this.end('frame_too_long', `${length} bytes announced`);
    const total = HEADER_LENGTH + length + 4;
    return this.queue.length < total ? 'more' : this.emit(total);
  }

  /** Who did not introduce himself properly is not followed further. */
  private garbage(): Step {
    if (!this.loggedIn) return this.end('garbage', 'no login');
    return this.skipByte();
  }

  private resync(): Step {
    if (this.queue.length < HEADER_LENGTH + 1) return 'more';
    if (!this.isPacketStart()) return this.skipByte();
    return this.resynced();
  }

  private isPacketStart(): boolean {
    const length = this.queue.u32(4);
    const believable = length >= MIN_DATA_LENGTH && length <= MAX_DATA_LENGTH;
    return this.queue.u32(0) === 0 && believable && CODECS.includes(this.queue.u8(8));
  }

  private skipByte(): Step {
    this.queue.skip(1);
    this.skipped += 1;
    return this.skipped > MAX_GARBAGE ? this.end('garbage', 'no packet found') : 'again';
  }

  private emit(length: number): Step {
    return { frame: this.queue.take(length) };
  }
}
