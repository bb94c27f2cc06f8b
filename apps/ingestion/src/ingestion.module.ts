import { Module } from '@nestjs/common';
import { PositionIntake } from '@yipii/live';
import {
  Clock,
  ConnectionShares,
  EventPublisher,
  Lifecycle,
  ListeningPorts,
  Metrics,
  SecurityEvents,
  WorkerDatabase,
  provide,
  provideAs,
} from '@yipii/platform';
import { DeviceServices } from './devices/device-services';
import { DeviceGateway } from './devices/device-gateway';
import { DeviceMonitor } from './devices/device-monitor';
import { LiveDevices } from './devices/live-devices';
import { IngestionConfig } from './ingestion.config';
import { AcceptSubmissions } from './intake/accept-submissions';
import { AcceptPositions } from './positions/accept-positions';
import { RegistryConsumer } from './registry.consumer';
import { IdentifyDevice } from './registry/identify-device';
import { CachedRegistry } from './registry/cached-registry';
import { DeviceRegistry } from './registry/device-registry.ports';
import { PostgresDeviceRegistry } from './registry/device-registry.postgres';
import { NoteUnregistered } from './registry/note-unregistered';
import { UnregisteredDevices } from './registry/unregistered-devices.ports';
import { PostgresUnregisteredDevices } from './registry/unregistered-devices.postgres';
import { WriteUnregistered } from './registry/write-unregistered';

/** Reads device sockets; publishes position.received and position.quarantined. */
@Module({
  controllers: [RegistryConsumer],
  providers: [
    provideAs(DeviceRegistry, PostgresDeviceRegistry, WorkerDatabase),
    provideAs(UnregisteredDevices, PostgresUnregisteredDevices, WorkerDatabase),
    provide(CachedRegistry, DeviceRegistry, Clock),
    provide(NoteUnregistered, UnregisteredDevices, Clock),
    provide(WriteUnregistered, NoteUnregistered, Lifecycle),
    provide(IdentifyDevice, CachedRegistry, NoteUnregistered),
    provide(AcceptPositions, EventPublisher),
    provide(LiveDevices),
    provide(DeviceMonitor, EventPublisher, Metrics, Clock, SecurityEvents),
    provide(DeviceServices, IdentifyDevice, AcceptPositions, LiveDevices, DeviceMonitor, Clock),
    provideAs(PositionIntake, AcceptSubmissions, CachedRegistry, DeviceServices),
    provide(DeviceGateway, DeviceServices, IngestionConfig, ListeningPorts, Lifecycle, ConnectionShares),
  ],
  exports: [PositionIntake],
})
export class IngestionModule {}
