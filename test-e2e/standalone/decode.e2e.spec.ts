import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
/** A packet with one record, from the maker's documentation. */
const PACKET =
  '000000000000003608010000016b40d8ea30010000000000000000000000000000000105021503010101425e0f01f10000601a014e0000000000000000010000c7cf';
const LOGIN = `000f${Buffer.from('350000000000001').toString('hex')}`;

function decode(input: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, ['tools/decode.mjs', ...args], { cwd: root, input, encoding: 'utf8' });
}

describe('npm run decode', () => {
  it('writes a line for each line that it reads, whatever that is', () => {
    const lines = [
      { id: 1, protocol: 'teltonika', transport: 'tcp', login: [LOGIN], bytes: PACKET },
      { id: 2, protocol: 'morse', transport: 'tcp', login: [], bytes: '00' },
    ];
    const { stdout, status } = decode(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n{`);
    const decoded = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(decoded).toMatchObject([
      {
        id: 1,
        positions: [
          { deviceId: '350000000000001', fixTime: '2019-06-10T10:04:46.000Z', lat: null, lng: null },
        ],
        loginReplies: ['01'],
        replies: ['00000001'],
        warnings: [],
      },
      { id: 2, positions: [], warnings: [{ reason: 'bad_line' }] },
      { id: null, positions: [], warnings: [{ reason: 'bad_line' }] },
    ]);
    expect(status).toBe(0);
  });

  it('prints a readable explanation of a frame', () => {
    const { stdout, status } = decode('', '--protocol', 'teltonika', PACKET);
    expect(stdout).toContain('externalVoltage      24.079');
    expect(stdout).toContain('reply 00000001');
    expect(status).toBe(0);
  });

  it('says what is wrong with a frame that is a dead letter, which has no login before it', () => {
    const { stdout, status } = decode('', '--protocol', 'teltonika', '000000000000000608ffdeadbeef0000b98e');
    expect(stdout).toContain('bad_record: a record ends behind its packet');
    expect(stdout).not.toContain('no_login');
    expect(status).toBe(0);
  });

  it('prints its usage, and fails, for an option that does not exist', () => {
    const { stderr, status } = decode('', '--help');
    expect(stderr).toMatch(/^Unknown option '--help'\nusage: npm run -s decode/);
    expect(status).toBe(1);
  });

  it('prints its usage, and fails, for a protocol that does not exist', () => {
    const { stdout, status } = decode('', '--protocol', 'morse', '00');
    expect(stdout).toContain('usage: npm run -s decode');
    expect(status).toBe(1);
  });
});
