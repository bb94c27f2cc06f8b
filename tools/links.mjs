// `node tools/links.mjs`: fails if a document links to a file or heading of this repository that does not exist.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const documents = spawnSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .stdout.trim()
  .split('\n');

const broken = documents.flatMap((document) =>
  linksIn(document)
    .filter((link) => !isSound(document, link))
    .map((link) => `${document}: ${link}`),
);
if (broken.length > 0) {
  console.error(`broken links:\n${broken.join('\n')}`);
  process.exit(1);
}

function linksIn(document) {
  const links = textOf(document).matchAll(/\]\(([^)\s]+)\)/g);
  return Array.from(links, ([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function isSound(document, link) {
  const [file, heading] = link.split('#');
  const target = file === '' ? document : path.join(path.dirname(document), file);
  if (!existsSync(path.join(root, target))) return false;
  return heading === undefined || !target.endsWith('.md') || headingsOf(target).includes(heading);
}

/** As GitHub makes anchors of them. */
function headingsOf(document) {
  return Array.from(textOf(document).matchAll(/^#+ (.*)$/gm), ([, heading]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Without blocks of code. */
function textOf(document) {
  return readFileSync(path.join(root, document), 'utf8').replaceAll(/^\s*```[^]*?^\s*```$/gm, '');
}
