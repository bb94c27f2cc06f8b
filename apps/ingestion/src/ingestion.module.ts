import { Module } from '@nestjs/common';
import {
  Clock,
  EventPublisher,
  Lifecycle,
  ListeningPorts,
  Metrics,
  WorkerDatabase,
  provide,
  provideAs,
} from '@yipii/platform';
import { DeviceDesk } from './devices/device-desk';
import { DeviceGateway } from './devices/device-gateway';
import { Journal } from './devices/journal';
import { LiveDevices } from './devices/live-devices';
import { IngestionConfig } from './ingestion.config';
import { AcceptPositions } from './positions/accept-positions';
import { RegistryConsumer } from './registry.consumer';
import { AdmitDevice } from './registry/admit-device';
import { CachedRegistry } from './registry/cached-registry';
import { DeviceRegistry } from './registry/device-registry.ports';
import { PostgresDeviceRegistry } from './registry/device-registry.postgres';
import { NoteUnregistered } from './registry/note-unregistered';
import { UnregisteredDevices } from './registry/unregistered-devices.ports';
import { PostgresUnregisteredDevices } from './registry/unregistered-devices.postgres';
import { WriteUnregistered } from './registry/write-unregistered';

/** Device sockets -> position.received, position.quarantined. */
@Module({
  controllers: [RegistryConsumer],
  providers: [
    provideAs(DeviceRegistry, PostgresDeviceRegistry, WorkerDatabase),
    provideAs(UnregisteredDevices, PostgresUnregisteredDevices, WorkerDatabase),
    provide(CachedRegistry, DeviceRegistry),
    provide(NoteUnregistered, UnregisteredDevices, Clock),
    provide(WriteUnregistered, NoteUnregistered, Lifecycle),
    provide(AdmitDevice, CachedRegistry, NoteUnregistered, IngestionConfig),
    provide(AcceptPositions, CachedRegistry, EventPublisher, NoteUnregistered),
    provide(LiveDevices),
    provide(Journal, EventPublisher, Metrics),
    provide(DeviceDesk, AcceptPositions, AdmitDevice, LiveDevices, Journal, Clock),
    provide(DeviceGateway, DeviceDesk, IngestionConfig, ListeningPorts, Lifecycle),
  ],
})
export class IngestionModule {}
