import type { LinkMessages } from './link-messages';

export const sv: LinkMessages = {
  neutralSender: 'Livespårning',
  code: {
    subject: '{code} är din kod',
    paragraphs: [
      '{code} är din kod för att följa fordonet.',
      '{sender} har delat det med dig. Koden gäller i 10 minuter och kan användas en gång. Lämna den inte vidare.',
      'Om du inte har bett om någon kod kan du bortse från det här mejlet.',
    ],
  },
  arriving: {
    subject: 'Framme om ungefär {minutes} minuter',
    paragraphs: ['Framme om ungefär {minutes} minuter.', '{sender} har delat fordonet med dig.'],
  },
  ended: {
    subject: 'Spårningen är avslutad',
    paragraphs: ['Spårningen är avslutad.', '{sender} hade delat fordonet med dig.'],
  },
  follow: 'Visa på kartan',
  unsubscribe: 'Inga fler sådana mejl:',
};
