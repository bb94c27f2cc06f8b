import { randomBytes } from 'node:crypto';

/** How long a dead node belongs to the node that removes its entries. */
export const CLAIM_MS = 30_000;

/**
 * The names under which nodes register: `<node>~<incarnation>`. A node whose lease expired, and whose
 * entries another node is removing, continues under a new name, so that the removal can't affect its new
 * entries.
 */
export class NodeIncarnations {
  private readonly names = new Map<string, string>();

  /**
   * Returns the current incarnation of a node of this process; a name that `ended` returned is kept as it
   * is.
   */
  of(node: string): string {
    if (node.includes('~')) return node;
    const name = this.names.get(node) ?? this.next(node);
    this.names.set(node, name);
    return name;
  }

  next(node: string): string {
    return `${node}~${randomBytes(6).toString('hex')}`;
  }

  begin(node: string, name: string): void {
    this.names.set(node, name);
  }
}
