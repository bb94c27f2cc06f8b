import type { DemoTexts } from './en';

export const sv: DemoTexts = {
  title: 'Yipii Live – demo',
  intro:
    'Spela ett steg och läs på tråden vad som händer: varje anrop, varje ram in och ut, varje stängningskod. Allt är serverns öppna API, med en simulerad fordonsflotta.',
  docs: 'API-referens',
  parts: 'Sidans delar',
  map: 'Karta',
  stepsTitle: 'Steg',
  wire: 'Tråden',
  live: 'Ansluten',
  connecting: 'Ansluter …',

  vehicles: 'Fordon',
  zoomIn: 'Zooma in',
  zoomOut: 'Zooma ut',
  status: { moving: 'Kör', idling: 'Tomgång', stopped: 'Står', offline: 'Utan kontakt' },

  play: 'Spela',
  stop: 'Avbryt',
  again: 'Spela igen',
  playing: 'Spelas …',
  caught: 'Koden i mejlet som skickades: {code}',
  failed: 'Steget slutade i förtid: {reason}',
  tooLong: 'inget mer kom i tid',

  code: 'Kod',
  codeNote: 'Uppgifterna i koden är gjorda för den här sidan och slutar gälla efter 15 minuter.',
  language: 'Programspråk',
  copy: 'Kopiera',
  copied: 'Kopierat',
  selected: 'Markerat: tryck Ctrl+C',

  sent: 'skickat',
  received: 'mottaget',
  show: 'Vad som visas',
  all: 'Allt',
  calls: 'REST-anrop',
  frames: 'WebSocket-ramar',
  ofStep: 'Bara det här steget',
  filter: 'Filtrera på text',
  pause: 'Pausa',
  goOn: 'Fortsätt',
  clear: 'Rensa',
  empty: 'Inget än. Spela ett steg.',
  noMatch: 'Inget motsvarar det som ska visas.',

  chapters: {
    stream: 'En flotta i realtid',
    links: 'Öppna spårningslänkar',
    ends: 'Ändringar medan någon tittar',
    alerts: 'Larm',
    poll: 'Utan WebSocket',
    broken: 'Förstör något',
  },
  steps: {
    authenticate: {
      title: 'Hämta en åtkomsttoken',
      what: 'En OAuth2-klient ber om en token med sitt id och sin hemlighet.',
      after: 'Skicka den som Authorization: Bearer med varje anrop.',
    },
    subscribe: {
      title: 'Prenumerera på flottan',
      what: 'En Pusher-klient ansluter, får prenumerationen godkänd och går in i kontots kanal.',
      after: 'Från och med nu kommer alla positioner av sig själva, de senast kända först.',
    },
    receive: {
      title: 'Ta emot positioner',
      what: 'Samma ström, med en lyssnare på .location.updated. Punkten hör till namnet.',
      after: 'Data i en händelse är JSON i en sträng: en position, eller en lista med flera.',
    },
    'link-public': {
      title: 'Länk utan kontroll',
      what: 'Ägaren gör en länk till det första fordonet. Den som har länken får en session och följer.',
      after: 'Mer än så får tittaren inte veta: inget id för fordonet, enheten eller kontot.',
    },
    'link-email': {
      title: 'Länk som frågar efter en adress',
      what: 'Tittaren uppger en e-postadress, som sparas, och följer.',
      after: 'Ägaren ser adressen i listan över tittare. Efter en tid raderas den.',
    },
    'link-email-code': {
      title: 'Länk med kod per mejl',
      what: 'Det första anropet mejlar en kod till adressen, det andra lämnar tillbaka den.',
      after: 'En kod gäller en gång och i tio minuter. En felaktig besvaras alltid lika, med 422.',
    },
    'link-authorized': {
      title: 'Länk för listade adresser',
      what: 'Bara adresser på länkens lista kommer in. Här är hela @demo.example listat.',
      after: 'Alla andra adresser får 403 med koden ADDRESS_NOT_ALLOWED.',
    },
    'link-authorized-code': {
      title: 'Länk för listade adresser, med kod',
      what: 'Adressen måste stå på listan, och en kod visar att den är tittarens egen.',
      after: 'Adresser som inte är listade får samma svar men inget mejl: ingen kan pröva sig fram.',
    },
    disable: {
      title: 'Stäng av en länk',
      what: 'En tittare är ansluten. Ägaren stänger av länken.',
      after: 'Stängningskod 4004: länken gäller inte längre. En klient försöker inte igen.',
    },
    arrival: {
      title: 'Avsluta en länk vid ankomst',
      what: 'En tittare är ansluten. Ägaren sätter målet där fordonet är just nu.',
      after: 'Orsaken är ”arrival”, och 4004 stänger anslutningen. Annars går det först några minuter.',
    },
    schedule: {
      title: 'Lämna schemat',
      what: 'En tittare är ansluten. Ägaren öppnar länken bara en minut på måndagar.',
      after: 'Anslutningen finns kvar, utan positioner. De kommer igen när fönstret öppnas.',
    },
    vehicle: {
      title: 'Byt fordon',
      what: 'En länk följer en rutt. Ägaren ger rutten till ett annat fordon.',
      after: 'Tittaren fortsätter med samma länk, från det nya fordonets position.',
    },
    'alert-raised': {
      title: 'Ett larm utlöses',
      what: 'Vänta på flottans nästa larm, till exempel ett fordon över 40 km/h. Det kan ta en minut.',
      after: 'Id:t står för händelsen. Det är samma när larmet upphör eller kvitteras.',
    },
    'alert-cleared': {
      title: 'Ett larm upphör',
      what: 'Vänta tills villkoret för ett larm är över, till exempel att ett fordon saktar in.',
      after: 'Bara tillstånd upphör. Ögonblick, som att köra in i ett område, bara händer.',
    },
    'alert-acknowledged': {
      title: 'Kvittera ett larm',
      what: 'Någon tar hand om ett öppet larm med ett anrop, och alla andra får veta det.',
      after: 'Alla som lyssnar på kontot ser vem som tog det, och när.',
    },
    poll: {
      title: 'Fråga om och om igen',
      what: 'Där WebSocket är spärrat frågar tittaren efter positionen med REST.',
      after:
        'Fråga igen så ofta som poll_after_seconds säger. Sidan fortsätter tills du spelar ett annat steg.',
    },
    'break-link': {
      title: 'Stäng av länken och fråga sedan',
      what: 'En tittare kopplas bort och frågar om sessionen gäller innan den ansluter igen.',
      after: '410 säger att länken är slut: håll dig borta. 401 skulle säga: verifiera igen.',
    },
    'break-token': {
      title: 'Återkalla token',
      what: 'Flottan strömmar. Klienten återkallar den token som gav tillgång.',
      after: 'Stängningskod 4009: inom en sekund stängs anslutningen, och token avvisas överallt.',
    },
    'break-log': {
      title: 'Stoppa loggen i 20 sekunder',
      what: 'Loggen där positioner sparas stannar. Enheterna får ingen bekräftelse och behåller vad de har.',
      after: 'Inget går förlorat: enheterna skickade igen, och spåret har alla positioner däremellan.',
    },
  },
};
