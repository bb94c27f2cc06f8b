import type { DemoTexts } from '../../messages/demo/messages';
import { el, setText } from '../../track/dom';
import { CHAPTERS, type Chapter } from '../flows';
import { Play } from '../play/play';
import type { DemoSession } from '../play/server';
import type { SnippetValues } from '../snippets';
import type { Wire } from '../wire/wire';
import { FleetMap } from './fleet-map';
import { parts } from './parts';
import { StepCard } from './step-card';
import { WireView } from './wire-view';

const USUAL_WAIT_S = 30;

class TookTooLong extends Error {}
class Stopped extends Error {}

/** The demo: the map, the steps, and the wire. One step is played at a time. */
export class DemoPage {
  private readonly status = el('p', { class: 'unseen', role: 'status' });
  private readonly connection = el('p', { id: 'connection' });
  private readonly map: FleetMap;
  private readonly play: Play;
  private readonly log: WireView;
  private current: StepCard | null = null;
  private isPlaying = false;

  constructor(
    private readonly texts: DemoTexts,
    private readonly wire: Wire,
    { session, values }: { session: DemoSession; values: SnippetValues },
  ) {
    this.play = new Play(wire, values, (code) => this.current?.codeCaught(code));
    this.map = new FleetMap(texts, session, (isLive) => this.turn(isLive));
    this.log = new WireView(texts, wire);
    this.turn(false);
    const steps = el('div', { class: 'steps' }, el('p', {}, texts.intro), ...this.chapters());
    const docs = el('a', { href: '/docs/api' }, texts.docs);
    document.body.append(
      el('header', {}, el('h1', {}, texts.title), this.connection, docs),
      ...parts(texts, { steps, map: this.map.element, wire: this.log.element }),
      this.status,
    );
  }

  private chapters(): HTMLElement[] {
    return (Object.keys(CHAPTERS) as Chapter[]).map((chapter) => {
      const cards = CHAPTERS[chapter].map((flow) => this.card(flow));
      return el(
        'div',
        { class: 'chapter' },
        el('h3', { class: 'chapter-title' }, this.texts.chapters[chapter]),
        ...cards,
      );
    });
  }

  private card(flow: (typeof CHAPTERS)[Chapter][number]): HTMLElement {
    const card = new StepCard({
      ...{ flow, texts: this.texts },
      values: () => this.play.values,
      credentials: () => (this.isPlaying ? Promise.resolve() : this.credentials()),
      pressed: (pressed) => void this.pressed(pressed),
    });
    if (location.hash === `#${flow.step}`) requestAnimationFrame(() => card.focus());
    return card.element;
  }

  private async pressed(card: StepCard): Promise<void> {
    if (this.isPlaying) {
      if (card === this.current) this.play.cancel(new Stopped());
      return;
    }
    this.isPlaying = true;
    this.current = card;
    await this.run(card);
    this.isPlaying = false;
  }

  private async run(card: StepCard): Promise<void> {
    const { flow, words } = card;
    const waits = (flow.waitsSeconds ?? USUAL_WAIT_S) * 1_000;
    this.wire.step = flow.step;
    this.log.render();
    this.play.begin();
    this.know();
    card.playing();
    const timer = setTimeout(() => this.play.cancel(new TookTooLong()), waits);
    try {
      card.done(await flow.run(this.play));
      setText(this.status, `${words.title}. ${words.after}`);
    } catch (error) {
      if (error instanceof Stopped) card.stopped();
      else card.failed(error instanceof TookTooLong ? this.texts.tooLong : (error as Error).message);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where the first vehicle is now. */
  private know(): void {
    const position = this.map.positionOf(Number(this.play.values.assetId));
    if (position) this.play.know({ lat: position.lat, lng: position.lng });
  }

  /** For who copies a program before a step is played. */
  private async credentials(): Promise<void> {
    this.wire.step = null;
    this.play.begin();
    await this.play.authenticated();
  }

  private turn(isLive: boolean): void {
    this.connection.dataset.state = isLive ? 'live' : 'connecting';
    setText(this.connection, isLive ? this.texts.live : this.texts.connecting);
  }
}
