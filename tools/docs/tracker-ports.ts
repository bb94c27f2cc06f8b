import { readFileSync } from 'node:fs';
import { trackerProtocols, transportsOf, type TrackerProtocol } from '@yipii/protocol';

/** The deployment files with the ports of all protocols, between two comments that say so. */
export function filesWithTrackerPorts(): Record<string, string> {
  const compose = [
    'ports:',
    ...overTcp.map(({ defaultPort }) => `  - '${defaultPort}:${defaultPort}'`),
    ...overUdp.map(({ defaultPort }) => `  - '${defaultPort}:${defaultPort}/udp'`),
  ];
  const helm = ['ports:', ...overTcp.map(entry), 'udpPorts:', ...overUdp.map(entry)];
  return {
    'deploy/compose.yaml': withBlock('deploy/compose.yaml', compose),
    'helm/yipii-live/values.yaml': withBlock('helm/yipii-live/values.yaml', helm),
  };
}

const overTcp = trackerProtocols.filter((protocol) =>
  transportsOf(protocol).some((transport) => transport !== 'udp'),
);
const overUdp = trackerProtocols.filter((protocol) => transportsOf(protocol).includes('udp'));

function entry({ name, defaultPort }: TrackerProtocol): string {
  return `  ${name}: ${defaultPort}`;
}

function withBlock(file: string, lines: readonly string[]): string {
  const text = readFileSync(file, 'utf8');
  const block = /^( *)(# Generated: tracker ports\n)[^]*?^( *# End of generated\n)/m;
  if (!block.test(text)) throw new Error(`${file} has no block "# Generated: tracker ports"`);
  return text.replace(block, (_, indent: string, begin: string, end: string) =>
    [indent, begin, ...lines.map((line) => `${indent}${line}\n`), end].join(''),
  );
}
