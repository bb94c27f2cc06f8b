import type { LinkScheduleChanged, LinkVehicleChanged } from '@yipii/protocol';
import type { BrokerMessage } from '../broker/channel-broker.ports';
import type { Hub } from '../hub/hub';
import type { Identified } from '../identified';
import type { AppRealm } from './app-realm';
import type { FleetRealm } from './fleet-realm';
import type { Realm } from './realm';

/** Our own app on this node. */
export interface Fleet {
  readonly key: string;
  readonly realm: FleetRealm;
  readonly hub: Hub;
}

/** All apps on this node: finds the one of a connection, and brings each what comes in for it. */
export class Realms {
  private readonly byKey = new Map<string, Realm>();
  private readonly appById = new Map<string, AppRealm>();

  constructor(
    private readonly fleet: Fleet | null,
    private readonly apps: readonly AppRealm[],
  ) {
    for (const realm of apps) {
      this.byKey.set(realm.app.key, realm);
      this.appById.set(realm.app.id, realm);
    }
    if (fleet) this.byKey.set(fleet.key, fleet.realm);
  }

  withKey(key: string): Realm | undefined {
    return this.byKey.get(key);
  }

  withId(appId: string): AppRealm | undefined {
    return this.appById.get(appId);
  }

  receive(message: BrokerMessage): void {
    if (message.kind === 'frame' || message.kind === 'user-end') {
      this.appById.get(message.appId)?.receive(message);
    } else {
      this.fleet?.hub.receive(message);
    }
  }

  /** Messages were missed for good: Redis may have lost what it was told of late, too. */
  catchUp(): void {
    this.fleet?.hub.catchUp();
    this.sayAgain();
  }

  linkChanged(change: Identified<LinkScheduleChanged | LinkVehicleChanged>): void {
    this.fleet?.hub.linkChanged(change);
  }

  /** Holds back readers that fell behind; to be called every 250 ms. */
  sweep(): void {
    this.fleet?.hub.sweep();
  }

  /** The directory has lost what this node told it. */
  sayAgain(): void {
    this.fleet?.realm.sayAgain();
    for (const app of this.apps) app.sayAgain();
  }
}
