import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Brings artifacts (`group:artifact:version`) and all that they need from Maven Central into a folder. */
export async function downloadJars(folder: string, artifacts: readonly string[]): Promise<void> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'yipii-pom-'));
  try {
    writeFileSync(path.join(work, 'pom.xml'), pomOf(artifacts));
    const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    await promisify(execFile)('mvn', copy, { cwd: work });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((name) => {
    const [group, artifact, version] = name.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>live.yipii</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`;
}
