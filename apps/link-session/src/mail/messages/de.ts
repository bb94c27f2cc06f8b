import type { LinkMessages } from './link-messages';

export const de: LinkMessages = {
  neutralSender: 'Live-Ortung',
  code: {
    subject: '{code} ist Ihr Code',
    paragraphs: [
      '{code} ist Ihr Code, um das Fahrzeug zu verfolgen.',
      '{sender} hat es mit Ihnen geteilt. Der Code gilt 10 Minuten lang und nur einmal. Geben Sie ihn nicht weiter.',
      'Wenn Sie keinen Code angefordert haben, ignorieren Sie diese E-Mail.',
    ],
  },
  arriving: {
    subject: 'Ankunft in etwa {minutes} Minuten',
    paragraphs: ['Ankunft in etwa {minutes} Minuten.', '{sender} hat das Fahrzeug mit Ihnen geteilt.'],
  },
  ended: {
    subject: 'Die Ortung ist beendet',
    paragraphs: ['Die Ortung ist beendet.', '{sender} hatte das Fahrzeug mit Ihnen geteilt.'],
  },
  follow: 'Auf der Karte zeigen',
  unsubscribe: 'Keine weiteren E-Mails dieser Art:',
};
