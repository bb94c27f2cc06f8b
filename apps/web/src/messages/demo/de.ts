import type { DemoTexts } from './en';

export const de: DemoTexts = {
  title: 'Yipii Live – Demo',
  intro:
    'Spielen Sie einen Schritt ab und lesen Sie auf der Leitung mit: jeder Aufruf, jeder Frame hin und zurück, jeder Schließcode. Alles ist die öffentliche API dieses Servers, mit einer simulierten Flotte.',
  docs: 'API-Referenz',
  parts: 'Teile der Seite',
  map: 'Karte',
  stepsTitle: 'Schritte',
  wire: 'Leitung',
  live: 'Verbunden',
  connecting: 'Verbindet …',

  vehicles: 'Fahrzeuge',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  status: { moving: 'Fährt', idling: 'Leerlauf', stopped: 'Steht', offline: 'Ohne Kontakt' },

  play: 'Abspielen',
  stop: 'Abbrechen',
  again: 'Noch einmal abspielen',
  playing: 'Läuft …',
  caught: 'Code aus der verschickten Mail: {code}',
  failed: 'Dieser Schritt endete vorzeitig: {reason}',
  tooLong: 'es kam nichts mehr in der erwarteten Zeit',

  code: 'Code',
  codeNote: 'Die Zugangsdaten darin sind für diese Seite gemacht und enden nach 15 Minuten.',
  language: 'Programmiersprache',
  copy: 'Kopieren',
  copied: 'Kopiert',
  selected: 'Markiert: Strg+C drücken',

  sent: 'gesendet',
  received: 'empfangen',
  show: 'Was gezeigt wird',
  all: 'Alles',
  calls: 'REST-Aufrufe',
  frames: 'WebSocket-Frames',
  ofStep: 'Nur dieser Schritt',
  filter: 'Nach Text filtern',
  pause: 'Anhalten',
  goOn: 'Weiter',
  clear: 'Leeren',
  empty: 'Noch nichts. Spielen Sie einen Schritt ab.',
  noMatch: 'Nichts passt zu dem, was gezeigt werden soll.',

  chapters: {
    stream: 'Eine Flotte live',
    links: 'Öffentliche Ortungslinks',
    ends: 'Änderungen, während jemand zusieht',
    alerts: 'Alarme',
    poll: 'Ohne WebSocket',
    broken: 'Machen Sie etwas kaputt',
  },
  steps: {
    authenticate: {
      title: 'Ein Zugriffstoken holen',
      what: 'Ein OAuth2-Client bittet mit seiner Id und seinem Geheimnis um ein Token.',
      after: 'Senden Sie es mit jedem Aufruf als Authorization: Bearer.',
    },
    subscribe: {
      title: 'Die Flotte abonnieren',
      what: 'Ein Pusher-Client verbindet sich, lässt sein Abonnement genehmigen und betritt den Kanal des Kontos.',
      after: 'Von nun an kommt jede Position der Flotte von selbst, die letzten bekannten zuerst.',
    },
    receive: {
      title: 'Positionen empfangen',
      what: 'Derselbe Strom, mit einem Zuhörer für .location.updated. Der Punkt gehört zum Namen.',
      after:
        'Die Daten eines Ereignisses sind JSON in einem Text: eine Position oder eine Liste mit mehreren.',
    },
    'link-public': {
      title: 'Link ohne Prüfung',
      what: 'Der Besitzer macht einen Link zum ersten Fahrzeug. Wer ihn hat, bekommt eine Sitzung und sieht zu.',
      after: 'Zuschauer erfahren dies und sonst nichts: keine Id des Fahrzeugs, des Geräts oder des Kontos.',
    },
    'link-email': {
      title: 'Link, der nach einer Adresse fragt',
      what: 'Der Zuschauer nennt eine Mailadresse, die festgehalten wird, und sieht zu.',
      after:
        'Der Besitzer sieht die Adresse in der Liste der Zuschauer. Nach einiger Zeit wird sie gelöscht.',
    },
    'link-email-code': {
      title: 'Link mit einem Code per Mail',
      what: 'Der erste Aufruf schickt einen Code an die Adresse, der zweite bringt ihn zurück.',
      after:
        'Ein Code gilt einmal und zehn Minuten lang. Ein falscher wird immer gleich mit 422 beantwortet.',
    },
    'link-authorized': {
      title: 'Link für bestimmte Adressen',
      what: 'Nur Adressen auf der Liste des Links kommen hinein. Hier gilt das für alle von @demo.example.',
      after: 'Jede andere Adresse bekommt 403 mit dem Code ADDRESS_NOT_ALLOWED.',
    },
    'link-authorized-code': {
      title: 'Link für bestimmte Adressen, mit Code',
      what: 'Die Adresse muss auf der Liste stehen, und ein Code zeigt, dass sie dem Zuschauer gehört.',
      after: 'Andere Adressen bekommen dieselbe Antwort, aber keine Mail: Niemand kann die Liste erraten.',
    },
    disable: {
      title: 'Einen Link abschalten',
      what: 'Ein Zuschauer ist verbunden. Der Besitzer schaltet den Link ab.',
      after: 'Schließcode 4004: Der Link ist beendet. Ein Client versucht es nicht noch einmal.',
    },
    arrival: {
      title: 'Einen Link bei der Ankunft beenden',
      what: 'Ein Zuschauer ist verbunden. Der Besitzer setzt das Ziel dorthin, wo das Fahrzeug gerade ist.',
      after:
        'Der Grund ist „arrival“, und 4004 schließt die Verbindung. Sonst vergehen vorher einige Minuten.',
    },
    schedule: {
      title: 'Den Zeitplan verlassen',
      what: 'Ein Zuschauer ist verbunden. Der Besitzer öffnet den Link nur montags für eine Minute.',
      after: 'Die Verbindung bleibt, ohne Positionen. Sie kommen wieder, wenn das Fenster sich öffnet.',
    },
    vehicle: {
      title: 'Das Fahrzeug wechseln',
      what: 'Ein Link folgt einer Tour. Der Besitzer gibt die Tour einem anderen Fahrzeug.',
      after: 'Der Zuschauer sieht unter demselben Link weiter zu, von der Position des neuen Fahrzeugs an.',
    },
    'alert-raised': {
      title: 'Ein Alarm wird ausgelöst',
      what: 'Warten Sie auf den nächsten Alarm, etwa ein Fahrzeug über 40 km/h. Das kann eine Minute dauern.',
      after: 'Die Id benennt den Vorfall. Sie ist dieselbe, wenn der Alarm endet oder bestätigt wird.',
    },
    'alert-cleared': {
      title: 'Ein Alarm endet',
      what: 'Warten Sie, bis die Bedingung eines Alarms vorbei ist, etwa ein Fahrzeug, das langsamer wird.',
      after: 'Nur Zustände enden. Augenblicke, wie die Einfahrt in einen Bereich, geschehen einfach.',
    },
    'alert-acknowledged': {
      title: 'Einen Alarm bestätigen',
      what: 'Jemand nimmt sich mit einem Aufruf eines offenen Alarms an, und alle anderen erfahren davon.',
      after: 'Alle, die dem Konto zuhören, sehen, wer sich kümmert, und seit wann.',
    },
    poll: {
      title: 'Immer wieder fragen',
      what: 'Wo WebSockets gesperrt sind, fragt der Zuschauer per REST nach der Position.',
      after: 'Fragen Sie so oft, wie poll_after_seconds sagt. Diese Seite tut es bis zum nächsten Schritt.',
    },
    'break-link': {
      title: 'Den Link abschalten, dann fragen',
      what: 'Ein Zuschauer wird getrennt und fragt, ob seine Sitzung noch gilt, bevor er sich wieder verbindet.',
      after: '410 sagt, dass der Link beendet ist: Bleiben Sie fern. 401 hieße: noch einmal anmelden.',
    },
    'break-token': {
      title: 'Das Token widerrufen',
      what: 'Die Flotte sendet. Der Client widerruft das Token, mit dem er zugelassen wurde.',
      after:
        'Schließcode 4009: Binnen einer Sekunde ist die Verbindung zu, und das Token gilt nirgends mehr.',
    },
    'break-log': {
      title: 'Das Log für 20 Sekunden anhalten',
      what: 'Das Log, in dem Positionen stehen, hält an. Geräte bekommen keine Bestätigung und behalten, was sie haben.',
      after:
        'Nichts geht verloren: Die Geräte haben es noch einmal gesendet, und der Track hat jede Position.',
    },
  },
};
