const PLAIN = /^[A-Za-z][A-Za-z0-9 _/.,;()'-]*[A-Za-z0-9.)]$/;
const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** Returns a JSON value as YAML in block style. Texts that YAML could read as something else are quoted. */
export function toYaml(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []\n';
    return `\n${value.map((item) => `${indent}- ${below(item, `${indent}  `)}`).join('')}`;
  }
  if (typeof value !== 'object' || value === null) return ` ${scalar(value)}\n`;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  if (entries.length === 0) return ' {}\n';
  const lines = entries.map(([name, member]) => `${indent}${scalar(name)}:${toYaml(member, `${indent}  `)}`);
  return `\n${lines.join('')}`;
}

/** What stands behind a dash: its first line is on the same line. */
function below(item: unknown, indent: string): string {
  return toYaml(item, indent).replace(/^\n? */, '');
}

function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return PLAIN.test(value) && !WORDS.test(value) ? value : JSON.stringify(value);
}
