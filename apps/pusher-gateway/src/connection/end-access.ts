import type { GroupState } from '@yipii/live';
import type { SecurityEvents } from '@yipii/platform';
import {
  groupGrantId,
  linkGrantId,
  withLinkEnd,
  type Grant,
  type KnownLinkChange,
  type LinkEndMoved,
  type RegistryChanged,
} from '@yipii/protocol';
import type { Identified } from '../identified';
import type { Namespaces } from '../namespaces/namespaces';
import { endByRevocation, endOfLink, type ChannelEnd, type Revocation } from '../session/channel-end';
import { holdsFor } from '../session/group-access';
import { linkEndId, linkRevocationId } from '../session/tracking-policy';
import type { Connections } from './connections';
import type { RevokedIds } from './revoked-ids';

/** Carries revocations and changes of links to the connections that depend on them. */
export class EndAccess {
  constructor(
    private readonly connections: Connections,
    private readonly revocations: RevokedIds,
    private readonly namespaces: Pick<Namespaces, 'linkChanged' | 'registryChanged'>,
    private readonly security: Pick<SecurityEvents, 'tell'>,
  ) {}

  /** Ends everything that depends on it, and refuses grants that name it from now on. */
  revoked(revoked: Revocation): void {
    const subject = `${revoked.kind}:${revoked.id}`;
    if (revoked.kind === 'link') this.revocations.add(linkRevocationId(revoked.id), Date.parse(revoked.at));
    const connections = this.end(subject, endByRevocation(revoked));
    if (connections === 0) return;
    const event = { event: 'connections_ended', reason: revoked.kind } as const;
    this.security.tell({ ...event, hashed: { subject }, details: { connections } });
  }

  /** Tells the viewers of a link; its end also ends their access, at once or when it is due. */
  linkChanged(change: Identified<KnownLinkChange>): void {
    if (change.change === 'expired') this.end(linkGrantId(change.linkUuid), endOfLink(change));
    else if (change.change === 'end') this.moveEnd(change);
    else this.namespaces.linkChanged(change);
  }

  /** Rereads groups that have changed; {@link groupKnown} is called with their members. */
  registryChanged(change: RegistryChanged): void {
    this.namespaces.registryChanged(change);
  }

  /** Ends subscriptions to a group's channel that may no longer see all its members. */
  groupKnown(group: GroupState): void {
    const id = groupGrantId(group.groupId);
    const holds = (grant: Grant): boolean => holdsFor(group, grant);
    for (const connection of this.connections.dependingOn(id)) connection.narrowed(id, holds);
  }

  private moveEnd({ linkUuid, ends_at }: LinkEndMoved): void {
    this.revocations.add(linkEndId(linkUuid));
    const endsAt = ends_at === null ? null : Date.parse(ends_at);
    const id = linkGrantId(linkUuid);
    for (const connection of this.connections.dependingOn(id)) {
      connection.grantsChanged(id, (grant) => withLinkEnd(grant, endsAt));
    }
  }

  /** Returns how many connections depended on it. */
  private end(id: string, end: ChannelEnd): number {
    this.revocations.add(id);
    const depending = [...this.connections.dependingOn(id)];
    for (const connection of depending) connection.revoked(id, end);
    return depending.length;
  }
}
