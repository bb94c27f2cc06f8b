/** Letters that are typed without what Unicode does not take apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ʼ: '' },
};

/** A run of letters and digits; scripts without spaces give a word per character. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}]/gu;
const ALONE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ASCII = /^[\x20-\x7e]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/** Folds case, accents and width, so that `Ąžuolų g.` is found as `azuolu g`. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (ASCII.test(lower)) return lower;
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßæœøđðþłħıŋʼ]/g, (letter) => PLAIN[letter] ?? letter);
}

/** The words of a folded text. */
export function wordsOf(folded: string): string[] {
  if (ASCII.test(folded)) return folded.match(ASCII_WORD) ?? [];
  const words: string[] = [];
  let end = -1;
  for (const { 0: letter, index } of folded.matchAll(WORD)) {
    const isAlone = ALONE.test(letter);
    const last = words.length - 1;
    if (index === end && !isAlone) words[last] = `${words[last] ?? ''}${letter}`;
    else words.push(letter);
    end = isAlone ? -1 : index + letter.length;
  }
  return words;
}
