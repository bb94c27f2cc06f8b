import type { Metrics } from '@yipii/platform';

export function createDeviceMetrics(metrics: Metrics) {
  const labels = ['protocol'];
  const withReason = [...labels, 'reason'];
  return {
    connections: metrics.gauge({
      name: 'yipii_device_connections',
      help: 'Open connections of devices; over UDP, addresses heard from lately.',
      labels,
    }),
    refused: metrics.counter({
      name: 'yipii_device_connections_refused_total',
      help: 'Connections and datagrams that were not admitted.',
      labels: withReason,
    }),
    warnings: metrics.counter({
      name: 'yipii_device_warnings_total',
      help: 'Bad input of devices, and connections that were closed early.',
      labels: withReason,
    }),
    doubled: metrics.counter({
      name: 'yipii_device_doubled_total',
      help: 'Connections of a device that had one already.',
      labels,
    }),
    records: metrics.counter({
      name: 'yipii_device_records_total',
      help: 'Records acknowledged to their devices.',
      labels,
    }),
    acknowledged: metrics.latency({
      name: 'yipii_device_ack_seconds',
      help: 'From a complete frame to its acknowledgement.',
      labels,
    }),
  };
}
