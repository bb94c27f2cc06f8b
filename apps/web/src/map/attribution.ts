import { el } from '../track/dom';
import { saidByServer } from './said-by-server';

/** Whose data the map shows, as their licences ask for. */
export function attribution(): HTMLElement {
  const configured = saidByServer('map-attribution');
  if (configured !== null) return el('p', { class: 'attribution' }, configured);
  const to = {
    href: 'https://www.openstreetmap.org/copyright',
    target: '_blank',
    rel: 'noopener noreferrer',
  };
  return el('p', { class: 'attribution' }, '© ', el('a', to, 'OpenStreetMap'), ' · GeoNames · Natural Earth');
}
