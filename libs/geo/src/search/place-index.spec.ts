import { packTexts } from '../texts/packed-texts';
import { fold, wordsOf } from './fold';
import { PlaceIndex } from './place-index';
import { PlaceIndexBuilder, type IndexedPlace } from './place-index-builder';
import { FuzzyMatches, editsAllowed } from './word-matches';

const VILNIUS = { lat: 54.687, lng: 25.28 };
const KAUNAS = { lat: 54.898, lng: 23.904 };

function indexOf(places: readonly IndexedPlace[]): PlaceIndex {
  const builder = new PlaceIndexBuilder();
  for (const place of places) builder.add(place);
  return new PlaceIndex(builder.finish());
}

const index = indexOf([
  { kind: 'town', name: 'Vilnius', ...VILNIUS, country: 'LT', population: 540_000 },
  { kind: 'town', name: 'Kaunas', ...KAUNAS, country: 'LT', population: 290_000 },
  { kind: 'street', name: 'Gedimino prospektas', ...VILNIUS, town: 'Vilnius', country: 'LT' },
  { kind: 'street', name: 'Gedimino gatvė', ...KAUNAS, town: 'Kaunas', country: 'LT' },
  { kind: 'street', name: 'Ąžuolų gatvė', ...KAUNAS, town: 'Kaunas', country: 'LT' },
  { kind: 'town', name: 'Göteborg', lat: 57.7, lng: 11.97, country: 'SE', population: 580_000 },
  { kind: 'town', name: 'Москва', lat: 55.75, lng: 37.62, country: 'RU', population: 10_000_000 },
  { kind: 'town', name: '東京都', lat: 35.68, lng: 139.69, country: 'JP', population: 8_000_000 },
  { kind: 'town', name: '서울', lat: 37.57, lng: 126.98, country: 'KR', population: 9_000_000 },
  { kind: 'town', name: 'Αθήνα', lat: 37.98, lng: 23.73, country: 'GR', population: 660_000 },
  { kind: 'town', name: 'الرياض', lat: 24.7, lng: 46.7, country: 'SA', population: 6_000_000 },
  { kind: 'town', name: 'Łódź', lat: 51.76, lng: 19.46, country: 'PL', population: 760_000 },
  { kind: 'town', name: 'Suva', lat: -18.14, lng: 178.44, country: 'FJ', population: 77_000 },
  { kind: 'street', name: 'Coast Road', lat: -18, lng: -179.9, country: 'FJ' },
  { kind: 'street', name: 'Coast Road', lat: -18, lng: 170, country: 'VU' },
]);
const names = (text: string, near = VILNIUS, limit = 10) =>
  index.search({ text, near, limit }).map(({ name }) => name);

describe('place search', () => {
  it.each([
    ['a whole name', 'Vilnius', 'Vilnius'],
    ['its beginning', 'viln', 'Vilnius'],
    ['without accents', 'azuolu g', 'Ąžuolų gatvė'],
    ['letters that Unicode does not take apart', 'lodz', 'Łódź'],
    ['in capitals', 'GÖTEBORG', 'Göteborg'],
    ['words in any order', 'pr gedim', 'Gedimino prospektas'],
    ['Cyrillic', 'моск', 'Москва'],
    ['Han, from within', '京', '東京都'],
    ['Hangul, from half a syllable', '서우', '서울'],
    ['Greek without the accent', 'αθηνα', 'Αθήνα'],
    ['Arabic', 'الري', 'الرياض'],
    ['a letter too much', 'vilnnius', 'Vilnius'],
    ['a letter too few', 'gotebrg', 'Göteborg'],
    ['a wrong letter', 'vilmius', 'Vilnius'],
    ['swapped letters', 'kuanas', 'Kaunas'],
    ['two errors in a long word', 'prospektsa gediminno', 'Gedimino prospektas'],
    ['an error in the beginning of a word', 'gdimin', 'Gedimino prospektas'],
  ])('finds %s: %s', (_, text, expected) => {
    expect(names(text)[0]).toBe(expected);
  });

  it('returns the nearest of the good matches first', () => {
    expect(names('gedimino', VILNIUS)).toEqual(['Gedimino prospektas', 'Gedimino gatvė']);
    expect(names('gedimino', KAUNAS)).toEqual(['Gedimino gatvė', 'Gedimino prospektas']);
    const [first] = index.search({ text: 'coast road', near: { lat: -18, lng: 179.9 }, limit: 5 });
    expect(first).toMatchObject({ country: 'FJ', distanceKm: 21.2 });
  });

  it('prefers what was typed without an error, however far', () => {
    const both = indexOf([
      { kind: 'town', name: 'Marburg', lat: 50.8, lng: 8.77 },
      { kind: 'town', name: 'Warburg', lat: 51.5, lng: 9.15 },
    ]);
    const found = both.search({ text: 'marburg', near: { lat: 51.5, lng: 9.15 }, limit: 5 });
    expect(found.map(({ name, edits }) => [name, edits])).toEqual([
      ['Marburg', 0],
      ['Warburg', 1],
    ]);
  });

  it('returns the largest first where it is asked from nowhere', () => {
    const found = index.search({ text: 'g', near: null, limit: 3 });
    expect(found.map(({ kind }) => kind)).toEqual(['town', 'street', 'street']);
    expect(found[0]?.distanceKm).toBeNull();
  });

  it('finds a street in a town, in either order', () => {
    expect(names('gedimino kaunas')).toEqual(['Gedimino gatvė']);
    expect(names('kaunas gedim')).toEqual(['Gedimino gatvė']);
    expect(index.search({ text: 'azuolu kaunas', near: null, limit: 1 })).toEqual([
      {
        ...{ kind: 'street', id: null, name: 'Ąžuolų gatvė', town: 'Kaunas', country: 'LT' },
        ...{ ...KAUNAS, distanceKm: null, edits: 0 },
      },
    ]);
  });

  it.each(['', '  ', '!?', 'xyzzyx', '\u0000', '\ud800', 'x'.repeat(5_000), 'q '.repeat(2_000)])(
    'finds nothing for %j',
    (text) => {
      expect(names(text)).toEqual([]);
    },
  );

  it('returns no more than was asked for', () => {
    expect(names('gedimino', VILNIUS, 1)).toEqual(['Gedimino prospektas']);
  });
});

describe('words with typing errors', () => {
  const distances = new Map<string, number>();

  /** Straightforward: the least distance of any beginning. */
  const editsByDefinition = (typed: string, word: string): number => {
    let least = Infinity;
    for (let end = 0; end <= word.length; end++) least = Math.min(least, distance(typed, word.slice(0, end)));
    return least;
  };

  it('are those of the definition', () => {
    let state = 11;
    const random = (below: number) => (state = (state * 16_807) % 2_147_483_647) % below;
    const aWord = () => Array.from({ length: 1 + random(10) }, () => 'abc'[random(3)]).join('');
    const vocabulary = [...new Set(Array.from({ length: 400 }, aWord))].sort();
    const packed = packTexts(vocabulary);
    for (let round = 0; round < 60; round++) {
      const typed = aWord();
      const matches = new FuzzyMatches(packed, typed);
      const expected = vocabulary.map((word) => editsByDefinition(typed, word));
      const max = editsAllowed(typed.length);
      expect([typed, vocabulary.map((_, i) => matches.editsOf(i))]).toEqual([
        typed,
        expected.map((edits) => (edits <= max ? edits : undefined)),
      ]);
    }
  });

  /** Optimal string alignment, by its recursive definition. */
  function distance(a: string, b: string): number {
    if (a === '' || b === '') return a.length + b.length;
    const known = `${a} ${b}`;
    const memory = distances.get(known);
    if (memory !== undefined) return memory;
    const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
    const isSwap = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
    const found = Math.min(
      distance(restA, restB) + (a.at(-1) === b.at(-1) ? 0 : 1),
      distance(restA, b) + 1,
      distance(a, restB) + 1,
      isSwap ? distance(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity,
    );
    distances.set(known, found);
    return found;
  }
});

describe('folding', () => {
  it('takes texts apart into words', () => {
    expect(wordsOf(fold('Rue de l’Église-Neuve, 12bis'))).toEqual([
      'rue',
      'de',
      'l',
      'eglise',
      'neuve',
      '12bis',
    ]);
    expect(wordsOf(fold('東京タワー Ａ１'))).toEqual(['東', '京', 'タ', 'ワ', 'ー', 'a1']);
  });
});
