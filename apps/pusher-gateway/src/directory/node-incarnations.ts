import { randomBytes } from 'node:crypto';

/** How long a dead node is left to the one who clears it away. */
export const CLAIM_MS = 30_000;

/**
 * The names under which nodes say what they have: `<node>~<life>`. A node whose lease ended and that another
 * clears away goes on under a new name, so that the clearing can't take what it has from then on.
 */
export class NodeIncarnations {
  private readonly names = new Map<string, string>();

  /** Of a node of this process its present life; a name that `ended` gave stays as it is. */
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
