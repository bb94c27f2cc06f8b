import type { Kubernetes } from './kubernetes/kubernetes';

/** Follows the pods of a namespace, event by event: how few of each group were ready at any time. */
export class ReadyPods {
  /** By the value of the label; counted from when the first of them was seen ready. */
  readonly fewest: Record<string, number> = {};
  private readonly ready = new Map<string, Set<string>>();

  private constructor(readonly stop: () => void) {}

  /** Resolves once it knows the pods that are there. */
  static async watch(cluster: Kubernetes, label: string): Promise<ReadyPods> {
    const columns = [
      'EVENT:.type',
      'NAME:.object.metadata.name',
      'DELETED:.object.metadata.deletionTimestamp',
      `GROUP:.object.metadata.labels.${label.replaceAll('.', '\\.')}`,
      'READY:.object.status.conditions[?(@.type=="Ready")].status',
    ].join(',');
    const there = (await cluster.list('pod')).length;
    return new Promise((resolve) => {
      let events = 0;
      const output = ['--no-headers', '-o', `custom-columns=${columns}`];
      const args = ['get', 'pod', '--watch', '--output-watch-events', ...output];
      const pods: ReadyPods = new ReadyPods(
        cluster.follow(args, (line) => {
          pods.see(line);
          if (++events === there) resolve(pods.counted());
        }),
      );
    });
  }

  private see(line: string): void {
    const [event, name, deleted, group, ready] = line.split(/\s+/) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const known = this.ready.get(group) ?? new Set();
    this.ready.set(group, known);
    if (event !== 'DELETED' && deleted === '<none>' && ready === 'True') known.add(name);
    else known.delete(name);
    if (group in this.fewest) this.fewest[group] = Math.min(this.fewest[group] ?? Infinity, known.size);
  }

  private counted(): this {
    for (const [group, { size }] of this.ready) this.fewest[group] = size;
    return this;
  }
}
