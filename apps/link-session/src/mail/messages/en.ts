import type { LinkMessages } from './link-messages';

export const en: LinkMessages = {
  neutralSender: 'Live tracking',
  code: {
    subject: '{code} is your code',
    paragraphs: [
      '{code} is your code to follow the vehicle.',
      '{sender} has shared it with you. The code is valid for 10 minutes and works once. Do not pass it on.',
      'If you did not ask for a code, ignore this mail.',
    ],
  },
  arriving: {
    subject: 'Arriving in about {minutes} minutes',
    paragraphs: ['Arriving in about {minutes} minutes.', '{sender} has shared the vehicle with you.'],
  },
  ended: {
    subject: 'Tracking has ended',
    paragraphs: ['Tracking has ended.', '{sender} had shared the vehicle with you.'],
  },
  follow: 'Show on the map',
  unsubscribe: 'No more of these mails:',
};
