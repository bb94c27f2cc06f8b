import type { LinkToldLive, RegistryChanged } from '@yipii/protocol';
import type { BrokerMessage } from '../broker/channel-broker.ports';
import type { Hub } from '../hub/hub';
import type { Identified } from '../identified';
import type { AppNamespace } from './app-namespace';
import type { FleetNamespace } from './fleet-namespace';
import type { Namespace } from './namespace';

/** Our own app on this node. */
export interface FleetApp {
  readonly key: string;
  readonly namespace: FleetNamespace;
  readonly hub: Hub;
}

/** All apps on this node: finds the app of a connection, and passes messages on to their apps. */
export class Namespaces {
  private readonly byKey = new Map<string, Namespace>();
  private readonly appById = new Map<string, AppNamespace>();

  constructor(
    private readonly fleet: FleetApp | null,
    private readonly apps: readonly AppNamespace[],
  ) {
    for (const namespace of apps) {
      this.byKey.set(namespace.app.key, namespace);
      this.appById.set(namespace.app.id, namespace);
    }
    if (fleet) this.byKey.set(fleet.key, fleet.namespace);
  }

  withKey(key: string): Namespace | undefined {
    return this.byKey.get(key);
  }

  withId(appId: string): AppNamespace | undefined {
    return this.appById.get(appId);
  }

  receive(message: BrokerMessage): void {
    if (message.kind === 'frame' || message.kind === 'user-end') {
      this.appById.get(message.appId)?.receive(message);
    } else {
      this.fleet?.hub.receive(message);
    }
  }

  /** Messages were lost: Redis may have lost recent entries of the directory, too. */
  catchUp(): void {
    this.fleet?.hub.catchUp();
    this.resync();
  }

  linkChanged(change: Identified<LinkToldLive>): void {
    this.fleet?.hub.linkChanged(change);
  }

  registryChanged(change: RegistryChanged): void {
    this.fleet?.hub.registryChanged(change);
  }

  /** Diverts readers that fell behind; to be called every 250 ms. */
  sweep(): void {
    this.fleet?.hub.sweep();
  }

  /** The directory has lost the entries of this node: registers them again. */
  resync(): void {
    this.fleet?.namespace.resync();
    for (const app of this.apps) app.resync();
  }
}
