import type { LinkMessages } from './link-messages';

export const es: LinkMessages = {
  neutralSender: 'Seguimiento en vivo',
  code: {
    subject: '{code} es su código',
    paragraphs: [
      '{code} es su código para seguir el vehículo.',
      '{sender} lo ha compartido con usted. El código vale durante 10 minutos y una sola vez. No lo comparta con nadie.',
      'Si no ha pedido ningún código, ignore este correo.',
    ],
  },
  arriving: {
    subject: 'Llegada en unos {minutes} minutos',
    paragraphs: ['Llegada en unos {minutes} minutos.', '{sender} ha compartido el vehículo con usted.'],
  },
  ended: {
    subject: 'El seguimiento ha terminado',
    paragraphs: ['El seguimiento ha terminado.', '{sender} había compartido el vehículo con usted.'],
  },
  follow: 'Ver en el mapa',
  unsubscribe: 'No recibir más correos como este:',
};
