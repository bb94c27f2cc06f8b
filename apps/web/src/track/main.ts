import { trackLink, type LiveError, type PublicLink, type TrackingSession } from '@yipii/client';
import { fill, MESSAGES, pickLocale } from '../messages/messages';
import { brandHeader, contactOf, paintBrand } from './brand';
import type { Words } from './describe';
import { el } from './dom';
import { EntryForm } from './entry-form';
import { Format } from './format';
import type * as Live from './live';
import { SessionStore } from './session-store';
import { Sheet } from './sheet';
import { reachable } from './web-socket';

const uuid = location.pathname.split('/').pop() ?? '';
const store = new SessionStore(uuid);
let live: typeof Live | null = null;
const loading = import('./live').then((loaded) => (live = loaded));

const link = trackLink({
  ...{ api: location.origin, uuid },
  get Pusher() {
    if (!live) throw new Error('Not loaded yet');
    return live.Pusher;
  },
  webSocket: (address) => reachable(address, location),
});

let words = wordsFor(null);
const sheet = new Sheet(document.querySelector('#sheet') as HTMLElement, { more: words.texts.more });
let map: Live.VehicleMap | null = null;

void start();

async function start(): Promise<void> {
  paintBrand(null);
  sheet.show('loading', el('h1', {}, words.texts.loading));
  try {
    await enter(await link.look());
  } catch (error) {
    failed(error as LiveError);
  }
}

async function enter(info: PublicLink): Promise<void> {
  words = wordsFor(info);
  paintBrand(info.brand);
  const form = new EntryForm({
    ...{ info, words, sheet },
    verify: async (given) => {
      await loading;
      return link.verify(given);
    },
    entered: (session) => void follow(info, form, session),
    gone: (code) => gone(code, info),
  });
  const session = store.read();
  if (session && info.status !== 'expired' && info.status !== 'disabled') {
    await loading;
    link.follow(session);
    await follow(info, form, session);
  } else if (info.status === 'expired' || info.status === 'disabled') gone('LINK_INACTIVE', info);
  else form.intro();
}

async function follow(info: PublicLink, form: EntryForm, session: TrackingSession): Promise<void> {
  const { VehicleMap, FollowView } = await loading;
  store.write(session);
  map ??= new VehicleMap(document.querySelector('#map') as HTMLElement, words.texts, sheet.element);
  link.on('ended', () => store.write(null));
  const over = (note: string) => {
    store.write(null);
    form.intro(note);
  };
  new FollowView({
    ...{ info, words, sheet, link, map },
    sessionEnded: () => over(words.texts.sessionEnded),
    left: () => over(words.texts.leftWhy),
  });
}

function gone(code: string, info: PublicLink): void {
  const { texts, sender } = words;
  const isUnknown = code === 'LINK_NOT_FOUND';
  const why = sender === null ? texts.endedWhyNobody : fill(texts.endedWhy, { sender });
  store.write(null);
  sheet.show(
    'ended',
    brandHeader(info.brand),
    el('h1', { tabindex: '-1' }, isUnknown ? texts.unknown : texts.ended),
    el('p', {}, isUnknown ? texts.unknownWhy : why),
    contactOf(info.brand, words),
  );
}

function failed({ code }: LiveError): void {
  const { texts } = words;
  const isUnknown = code === 'LINK_NOT_FOUND';
  const again = el('button', { type: 'button', class: 'main', click: () => void start() }, texts.again);
  sheet.show(
    'ended',
    el('h1', {}, isUnknown ? texts.unknown : texts.errorHeadline),
    el('p', {}, isUnknown ? texts.unknownWhy : texts.errorOffline),
    isUnknown ? null : again,
  );
}

/** The reader's language, else the one that the link names. */
function wordsFor(info: PublicLink | null): Words {
  const locale = pickLocale(navigator.languages, info?.locale);
  document.documentElement.lang = locale;
  const texts = MESSAGES[locale];
  document.title = texts.title;
  document.querySelector('#map')?.setAttribute('aria-label', texts.map);
  // Numbers and times in the reader's own variety of it.
  const variety = navigator.languages.find((tag) => tag.split('-')[0] === locale) ?? locale;
  return { texts, format: new Format(variety), sender: info?.brand?.name ?? null };
}
