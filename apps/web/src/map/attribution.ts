import { el } from '../track/dom';
import { saidByServer } from './said-by-server';

/** Whose data the map shows, as their licences ask for. */
export class Attribution {
  readonly element = el('p', { class: 'attribution' });
  private readonly thanked = new Set<string | null>();

  constructor() {
    const configured = saidByServer('map-attribution');
    // A source of the server's says it with its tiles.
    if (configured !== null || saidByServer('map-deepest-zoom') === null) this.add(configured);
  }

  /** @param text null: those of our own map */
  add(text: string | null): void {
    if (this.thanked.has(text)) return;
    this.thanked.add(text);
    const all = [...this.thanked].map((it) => (it === null ? ownAttribution() : [it]));
    this.element.replaceChildren(...all.flatMap((it, index) => (index > 0 ? [' · ', ...it] : it)));
  }
}

function ownAttribution(): (Node | string)[] {
  const to = {
    href: 'https://www.openstreetmap.org/copyright',
    target: '_blank',
    rel: 'noopener noreferrer',
  };
  return ['© ', el('a', to, 'OpenStreetMap'), ' · GeoNames · Natural Earth'];
}
