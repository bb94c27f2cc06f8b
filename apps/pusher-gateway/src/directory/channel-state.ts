import type { ChannelChange, ChannelOutcome, Member } from './channel-directory.ports';

type ChannelEffect = Pick<ChannelOutcome, 'occupied' | 'vacated' | 'added' | 'removed' | 'full'>;

interface UserState {
  readonly userInfo: string | null;
  readonly nodes: Set<string>;
}

/** Who is on one channel, by node. */
export class ChannelState {
  private readonly nodes = new Map<string, number>();
  private readonly users = new Map<string, UserState>();

  get isOccupied(): boolean {
    return this.nodes.size > 0;
  }

  get subscriptions(): number {
    return [...this.nodes.values()].reduce((sum, connections) => sum + connections, 0);
  }

  get members(): readonly Member[] {
    return [...this.users].map(([userId, { userInfo }]) => ({ userId, userInfo }));
  }

  isHeldBy(node: string): boolean {
    return this.nodes.has(node);
  }

  usersOf(node: string): readonly string[] {
    return [...this.users].filter(([, { nodes }]) => nodes.has(node)).map(([userId]) => userId);
  }

  apply(node: string, change: ChannelChange): ChannelEffect {
    const { isOccupied: wasOccupied } = this;
    const full = this.refuses(change);
    if (full) return { occupied: false, vacated: false, added: false, removed: false, full };
    const removed = change.leave !== undefined && this.leave(node, change.leave);
    const added = change.enter !== undefined && this.enter(node, change.enter);
    this.count(node, change.subscriptions);
    const occupied = !wasOccupied && this.isOccupied;
    return { occupied, vacated: wasOccupied && !this.isOccupied, added, removed, full };
  }

  private refuses({ enter, maxMembers = Infinity }: ChannelChange): boolean {
    return enter !== undefined && !this.users.has(enter.userId) && this.users.size >= maxMembers;
  }

  /** Returns whether this is the user's first node. */
  private enter(node: string, { userId, userInfo }: Member): boolean {
    const user = this.users.get(userId);
    if (user) user.nodes.add(node);
    else this.users.set(userId, { userInfo, nodes: new Set([node]) });
    return user === undefined;
  }

  /** Returns whether this was the user's last node. */
  private leave(node: string, userId: string): boolean {
    const user = this.users.get(userId);
    if (!user?.nodes.delete(node) || user.nodes.size > 0) return false;
    return this.users.delete(userId);
  }

  private count(node: string, subscriptions: number | null): void {
    if (subscriptions !== null) {
      this.nodes.set(node, subscriptions);
      return;
    }
    this.nodes.delete(node);
    for (const userId of this.usersOf(node)) this.leave(node, userId);
  }
}
