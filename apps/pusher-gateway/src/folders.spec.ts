import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Specs and what only they use may reach across folders. */
const OF_TESTS = /\.(spec|fixture|contract)\.ts$/;
const IMPORT = /from '(\.[^']+)'/g;

/** The folder in which a path of the gateway begins; of a file at the top its own name. */
const partOf = (file: string): string => file.split(path.sep)[0] ?? file;

type Imports = ReadonlyMap<string, ReadonlySet<string>>;

/** Which parts each part imports. */
function importsOf(sources: ReadonlyMap<string, string>): Imports {
  const imports = new Map<string, Set<string>>();
  for (const [file, text] of sources) {
    const from = partOf(file);
    const found = imports.get(from) ?? new Set();
    imports.set(from, found);
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      const resolved = path.join(path.dirname(file), target);
      const to = partOf(resolved.includes(path.sep) ? resolved : `${resolved}.ts`);
      if (to !== from) found.add(to);
    }
  }
  return imports;
}

/** The first cycle that is found, e.g. `hub > session > hub`; null without any. */
function cycleIn(imports: Imports): string | null {
  const done = new Set<string>();
  const visit = (part: string, way: readonly string[]): string | null => {
    if (way.includes(part)) return [...way.slice(way.indexOf(part)), part].join(' > ');
    if (done.has(part)) return null;
    for (const next of imports.get(part) ?? []) {
      const cycle = visit(next, [...way, part]);
      if (cycle !== null) return cycle;
    }
    done.add(part);
    return null;
  };
  for (const part of imports.keys()) {
    const cycle = visit(part, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

function sourcesIn(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !OF_TESTS.test(file));
  return new Map(sources.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
}

describe('the folders of the gateway', () => {
  it('import one another without cycles', () => {
    const imports = importsOf(sourcesIn(__dirname));
    expect(imports.size).toBeGreaterThan(10);
    expect(cycleIn(imports)).toBeNull();
  });

  it('are checked by a test that finds cycles', () => {
    const sources = new Map([
      [path.join('a', 'x.ts'), "import { y } from '../b/y';"],
      [path.join('b', 'y.ts'), "import { c } from '../c';"],
      ['c.ts', "import { z } from './a/z';"],
    ]);
    expect(cycleIn(importsOf(sources))).toBe('a > b > c.ts > a');
  });
});
