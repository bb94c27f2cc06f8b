import { ATTRIBUTES, transportsOf, trackerProtocols, type AttributeDefinition } from '@yipii/protocol';

/** The protocols of the list, and the catalogue of attributes. */
export function protocolsPage(): string {
  const protocols = trackerProtocols.map(
    (protocol) =>
      `| ${protocol.name} | ${protocol.defaultPort} | ${transportsOf(protocol).join(', ').toUpperCase()} |`,
  );
  const attributes = Object.entries<AttributeDefinition>(ATTRIBUTES).map(
    ([name, { type, unit = '', doc }]) => `| \`${name}\` | ${type} | ${unit} | ${doc} |`,
  );
  return `# Protocols and attributes

Generated from \`libs/protocol/src/trackers\`. How to set up phones and trackers: [trackers.md](trackers.md).

## Protocols

| protocol | default port | transports |
|---|---|---|
${protocols.join('\n')}

## Attributes

What a record holds beside time, place, altitude (m), speed (km/h) and heading (degrees), by one name and unit whatever the protocol. A value that a device can't measure, or reports as a fault, is absent.

| name | type | unit | meaning |
|---|---|---|---|
${attributes.join('\n')}

- Readings that a protocol knows only by number keep it: \`io<N>\` is AVL id N of Teltonika, and the Nth value behind the status of an H02 frame.
- \`beacon<N>…\` and \`tag<N>…\` are Bluetooth beacons and sensors near a Teltonika device, numbered as it lists them: \`beacon1Uuid\`, \`beacon1Major\`, \`tag1Id\`, \`tag1Rssi\`, \`tag1Voltage\` (mV), \`tag1Temp\` (hundredths of °C) and others.
- Any other parameter of a phone or script keeps its name.
- At most 64 attributes a record. Names consist of letters, digits, \`_\` and \`.\`, and begin with a letter; text has at most 256 characters.
`;
}
