import { LANGUAGES, snippet, STEPS } from '.';
import { VALUES } from './snippet-values.testing';

describe.each(LANGUAGES)('the snippets in %s', (language) => {
  it.each(STEPS)('say what %s does, for this server', (step) => {
    const text = snippet(step, language, VALUES);
    expect(text).toContain('https://api.example.com');
    expect(text).not.toMatch(/undefined|\[object|\n\n\n\n/);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('write every value as a literal of the language', () => {
    const secret = {
      javascript: `'s\\'"$\\\\{x}'`,
      python: `"s'\\"$\\\\{x}"`,
      swift: `client_secret=s%27%22%24%5C%7Bx%7D`,
      kotlin: `client_secret=s%27%22%24%5C%7Bx%7D`,
      curl: `'client_secret=s'\\''"$\\{x}'`,
    }[language];
    expect(snippet('authenticate', language, VALUES)).toContain(secret);
    const email = {
      javascript: `'o\\'brien$x@example.com'`,
      python: `"o'brien$x@example.com"`,
      swift: `#"{"email":"o'brien$x@example.com"}"#`,
      kotlin: `"""{"email":"o'brien\${'$'}x@example.com"}"""`,
      curl: `'{"email":"o'\\''brien$x@example.com"}'`,
    }[language];
    expect(snippet('link-email', language, VALUES)).toContain(email);
  });
});
