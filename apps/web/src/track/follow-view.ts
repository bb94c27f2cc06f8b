import type { PublicLink, PublicPosition, TrackedLink } from '@yipii/client';
import type { VehicleMap } from '../map/vehicle-map';
import { brandHeader } from './brand';
import { describe, type Description, type Words } from './describe';
import { el, setText } from './dom';
import { Journey } from './journey';
import { noticeButton } from './notice';
import type { Sheet } from './sheet';
import { smallPrint } from './small-print';

const SECOND_MS = 1_000;
/** The line changes with every position; who listens is told less often. */
const SAID_AGAIN_MS = 60_000;

export interface FollowContext {
  readonly info: PublicLink;
  readonly words: Words;
  readonly sheet: Sheet;
  readonly link: TrackedLink;
  readonly map: VehicleMap;
  /** The session is over, but the link is not. */
  readonly sessionEnded: () => void;
  readonly left: () => void;
}

/** What a viewer sees of a vehicle: the sheet and the map, from whatever the link tells. */
export class FollowView {
  private readonly journey = new Journey();
  private readonly headline = el('h1', { tabindex: '-1' });
  private readonly line = el('p', { class: 'line' });
  private readonly age = el('p', { class: 'age' });
  private readonly actions = el('div', { class: 'actions' });
  private readonly ticks: ReturnType<typeof setInterval>;
  private readonly unbind: (() => void)[];
  private said = { headline: '', at: 0 };

  constructor(private readonly context: FollowContext) {
    const { info, sheet, words, link } = context;
    sheet.show(
      'follow',
      this.headline,
      this.line,
      this.age,
      this.actions,
      brandHeader(info.brand),
      smallPrint(info, words),
    );
    this.unbind = [
      link.on('position', (position) => this.take(position)),
      link.on('link', (told) => this.render((this.journey.link = told))),
      link.on('state', (state) => this.render((this.journey.state = state))),
      link.on('vehicle', () => this.changeVehicle()),
      link.on('ended', (end) =>
        end.reason === 'session' ? this.close() : this.render((this.journey.end = end)),
      ),
    ];
    this.ticks = setInterval(() => this.render(), SECOND_MS);
    this.actions.append(this.leaveButton());
    this.render();
    this.headline.focus({ preventScroll: true });
  }

  private take(position: PublicPosition | null): void {
    this.journey.take(position, this.context.link.now());
    this.render();
  }

  private changeVehicle(): void {
    this.journey.changeVehicle();
    this.context.map.hideVehicle();
    this.render();
  }

  private render(_cause?: unknown): void {
    const { link, words } = this.context;
    const description = describe(this.journey, link.now(), words);
    const { headline, line, age } = description;
    // A span of times stays on one line.
    setText(this.headline, headline.replace(/(\d)–(\d)/, '$1\u2060–\u2060$2'));
    setText(this.line, line);
    setText(this.age, age);
    document.title = `${headline} – ${words.texts.title}`;
    document.body.dataset.look = description.marker ?? 'none';
    this.offerNotice();
    this.say(description);
    this.draw(description);
    if (this.journey.end) this.finish();
  }

  private draw({ marker }: Description): void {
    const { map } = this.context;
    const { position, link, cadence, end } = this.journey;
    const destination = link?.destination;
    const isOver = end && end.reason !== 'arrival';
    document.body.classList.toggle('placed', !isOver && Boolean(position ?? destination));
    if (destination && !isOver) map.showDestination(destination);
    else map.hideDestination();
    if (!position || !marker) {
      map.hideVehicle();
      return;
    }
    map.showVehicle(position, { look: marker, heading: position.heading, intervalMs: cadence.latest });
  }

  private say({ headline, line }: Description): void {
    const now = Date.now();
    if (headline === this.said.headline && now - this.said.at < SAID_AGAIN_MS) return;
    this.said = { headline, at: now };
    this.context.sheet.say([headline, line].filter(Boolean).join('. '));
  }

  private offerNotice(): void {
    const { info, link, words } = this.context;
    const hasArrival = this.journey.position?.eta_minutes !== undefined;
    if (!hasArrival || !info.requires.includes('code') || this.actions.querySelector('.notice')) return;
    const calls = {
      ask: (minutes: number) => link.call('notice', { method: 'PUT', body: { arriving_minutes: minutes } }),
      takeBack: () => link.call('notice', { method: 'DELETE' }),
    };
    this.actions.prepend(noticeButton(calls, words));
  }

  private leaveButton(): HTMLElement {
    const click = () => {
      this.finish();
      void this.context.link.leave().catch(() => undefined);
      this.context.map.hideVehicle();
      this.context.map.hideDestination();
      this.context.left();
    };
    return el('button', { type: 'button', class: 'quiet', click }, this.context.words.texts.leave);
  }

  private close(): void {
    this.finish();
    this.context.map.hideVehicle();
    this.context.map.hideDestination();
    this.context.sessionEnded();
  }

  private finish(): void {
    clearInterval(this.ticks);
    for (const unbind of this.unbind.splice(0)) unbind();
    this.actions.replaceChildren();
    document.body.dataset.phase = 'ended';
  }
}
