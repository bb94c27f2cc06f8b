import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Language, Parser, type Node } from 'web-tree-sitter';
import { snippet, STEPS } from '.';
import { VALUES } from './snippet-values.testing';

/**
 * No compiler of Swift and Kotlin is at hand: their grammars (tree-sitter) find what is no Swift or Kotlin at all, but
 * neither wrong types nor names that do not exist.
 */
describe.each(['swift', 'kotlin'] as const)('the programs in %s', (language) => {
  let parser: Parser;

  beforeAll(async () => {
    await Parser.init();
    const folder = path.dirname(require.resolve('tree-sitter-wasms/package.json'));
    const bytes = readFileSync(path.join(folder, `out/tree-sitter-${language}.wasm`));
    const grammar = await Language.load(new Uint8Array(bytes));
    parser = new Parser().setLanguage(grammar);
  });
  afterAll(() => parser.delete());

  const errorsIn = (text: string): string[] => {
    const tree = parser.parse(text);
    const errors = tree ? wrongIn(tree.rootNode) : ['not parsed'];
    tree?.delete();
    return errors;
  };

  it.each(STEPS)('are sentences of the language: %s', (step) => {
    expect(errorsIn(inPlainStrings(snippet(step, language, VALUES)))).toEqual([]);
  });

  it('are not any more with a bracket less or a quote more', () => {
    const text = inPlainStrings(snippet('link-email-code', language, VALUES));
    expect(errorsIn(text.replace(/\}\n/, '\n'))).not.toEqual([]);
    expect(errorsIn(text.replace('https://api', 'https://"api'))).not.toEqual([]);
  });
});

/** The grammar does not know the raw strings of Swift (`#"…"#`). */
function inPlainStrings(text: string): string {
  return text.replace(/#"(.*?)"#/g, (_, content: string) => JSON.stringify(content));
}

/** Where the grammar gave up, or missed something: line and text. */
function wrongIn(node: Node): string[] {
  if (!node.hasError) return [];
  if (node.isError || node.isMissing)
    return [`${node.startPosition.row + 1}: ${node.text.slice(0, 80) || node.type}`];
  return node.children.flatMap((child) => (child ? wrongIn(child) : []));
}
