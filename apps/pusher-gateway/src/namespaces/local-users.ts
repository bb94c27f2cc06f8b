import type { PresenceMember } from '@yipii/protocol';

interface LocalUser {
  readonly member: PresenceMember;
  connections: number;
  departures: number;
}

/**
 * The users of a channel on this node. A user that leaves has a grace period to come back before it counts.
 */
export class LocalUsers {
  private readonly users = new Map<string, LocalUser>();

  constructor(
    private readonly context: {
      readonly leaveDelayMs: number;
      after(delayMs: number, run: () => void): void;
    },
    private readonly left: (userId: string) => void,
  ) {}

  get size(): number {
    return this.users.size;
  }

  all(): readonly PresenceMember[] {
    return [...this.users.values()].map(({ member }) => member);
  }

  add(member: PresenceMember): void {
    const user = this.users.get(member.userId);
    if (user) user.connections++;
    else this.users.set(member.userId, { member, connections: 1, departures: 0 });
  }

  remove({ userId }: PresenceMember): void {
    const user = this.users.get(userId);
    if (!user) return;
    user.connections--;
    if (user.connections > 0) return;
    const departure = ++user.departures;
    this.context.after(this.context.leaveDelayMs, () => {
      if (user.connections > 0 || user.departures !== departure) return;
      this.users.delete(userId);
      this.left(userId);
    });
  }
}
