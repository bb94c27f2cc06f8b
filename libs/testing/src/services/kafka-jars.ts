import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const KAFKA_VERSION = '4.1.0';

/** Kafka's programs, once per machine. */
export const jarsDirectory = path.join(
  process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
  'yipii-live',
  `kafka-${KAFKA_VERSION}`,
);

let download: Promise<void> | undefined;

/** Brings them from Maven Central where they are missing. */
export function downloadKafka(): Promise<void> {
  if (existsSync(jarsDirectory)) return Promise.resolve();
  return (download ??= downloadJars().finally(() => (download = undefined)));
}

async function downloadJars(): Promise<void> {
  mkdirSync(path.dirname(jarsDirectory), { recursive: true });
  const work = mkdtempSync(path.join(path.dirname(jarsDirectory), 'download-'));
  try {
    writeFileSync(path.join(work, 'pom.xml'), POM);
    const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${work}/lib`];
    await promisify(execFile)('mvn', copy, { cwd: work });
    // Whole or not at all; another process may have been faster.
    if (!existsSync(jarsDirectory)) renameSync(path.join(work, 'lib'), jarsDirectory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>live.yipii</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
`;
