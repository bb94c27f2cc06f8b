import type { DemoTexts } from './en';

export const es: DemoTexts = {
  title: 'Demostración de Yipii Live',
  intro:
    'Reproduzca un paso y lea en la línea lo que ocurre: cada llamada, cada trama de ida y vuelta, cada código de cierre. Todo es la API pública de este servidor, con una flota simulada.',
  docs: 'Referencia de la API',
  parts: 'Partes de la página',
  map: 'Mapa',
  stepsTitle: 'Pasos',
  wire: 'Línea',
  live: 'En directo',
  connecting: 'Conectando …',

  vehicles: 'Vehículos',
  zoomIn: 'Acercar',
  zoomOut: 'Alejar',
  status: { moving: 'En marcha', idling: 'Al ralentí', stopped: 'Parado', offline: 'Sin contacto' },

  play: 'Reproducir',
  stop: 'Detener',
  again: 'Reproducir otra vez',
  playing: 'En curso …',
  caught: 'Código del correo enviado: {code}',
  failed: 'Este paso terminó antes de tiempo: {reason}',
  tooLong: 'no llegó nada más a tiempo',

  code: 'Código',
  codeNote: 'Las credenciales se crearon para esta página y caducan a los 15 minutos.',
  language: 'Lenguaje de programación',
  copy: 'Copiar',
  copied: 'Copiado',
  selected: 'Seleccionado: pulse Ctrl+C',

  sent: 'enviado',
  received: 'recibido',
  show: 'Qué se muestra',
  all: 'Todo',
  calls: 'Llamadas REST',
  frames: 'Tramas WebSocket',
  ofStep: 'Solo este paso',
  filter: 'Filtrar por texto',
  pause: 'Pausar',
  goOn: 'Seguir',
  clear: 'Vaciar',
  empty: 'Todavía nada. Reproduzca un paso.',
  noMatch: 'Nada coincide con lo que se debe mostrar.',

  chapters: {
    stream: 'Una flota en directo',
    links: 'Enlaces públicos de seguimiento',
    ends: 'Cambios mientras alguien mira',
    alerts: 'Alertas',
    poll: 'Sin WebSocket',
    broken: 'Rompa algo',
  },
  steps: {
    authenticate: {
      title: 'Obtener un token de acceso',
      what: 'Un cliente OAuth2 pide un token con su id y su secreto.',
      after: 'Envíelo en cada llamada como Authorization: Bearer.',
    },
    subscribe: {
      title: 'Suscribirse a la flota',
      what: 'Un cliente Pusher se conecta, hace autorizar su suscripción y entra en el canal de la cuenta.',
      after: 'Desde ahora cada posición de la flota llega sola; primero, las últimas conocidas.',
    },
    receive: {
      title: 'Recibir posiciones',
      what: 'El mismo flujo, con un receptor para .location.updated. El punto es parte del nombre.',
      after: 'Los datos de un evento son JSON en un texto: una posición o una lista de varias.',
    },
    'link-public': {
      title: 'Enlace sin comprobación',
      what: 'El propietario crea un enlace al primer vehículo. Quien lo tiene obtiene una sesión y lo sigue.',
      after: 'Quien mira recibe esto y nada más: ningún id del vehículo, del dispositivo ni de la cuenta.',
    },
    'link-email': {
      title: 'Enlace que pide una dirección',
      what: 'Quien mira da una dirección de correo, que queda registrada, y sigue el vehículo.',
      after: 'El propietario ve la dirección en la lista de quienes miran. Se borra al cabo de un tiempo.',
    },
    'link-email-code': {
      title: 'Enlace con código por correo',
      what: 'La primera llamada envía un código a la dirección; la segunda lo devuelve.',
      after: 'Un código vale una vez y durante diez minutos. Uno erróneo recibe 422, siempre igual.',
    },
    'link-authorized': {
      title: 'Enlace para direcciones de una lista',
      what: 'Solo entran las direcciones de la lista del enlace. Aquí, todas las de @demo.example.',
      after: 'Cualquier otra dirección recibe 403 con el código ADDRESS_NOT_ALLOWED.',
    },
    'link-authorized-code': {
      title: 'Enlace para direcciones de una lista, con código',
      what: 'La dirección debe estar en la lista, y un código demuestra que es de quien mira.',
      after:
        'Las demás direcciones reciben la misma respuesta, pero ningún correo: nadie puede adivinar la lista.',
    },
    disable: {
      title: 'Desactivar un enlace',
      what: 'Alguien está conectado. El propietario desactiva el enlace.',
      after: 'Código de cierre 4004: el enlace ha terminado. Un cliente no lo intenta otra vez.',
    },
    arrival: {
      title: 'Terminar un enlace a la llegada',
      what: 'Alguien está conectado. El propietario pone el destino donde el vehículo está ahora mismo.',
      after: 'El motivo es «arrival», y 4004 cierra la conexión. Por lo general pasan antes unos minutos.',
    },
    schedule: {
      title: 'Salir del horario',
      what: 'Alguien está conectado. El propietario abre el enlace solo un minuto los lunes.',
      after: 'La conexión sigue, sin posiciones. Vuelven cuando se abre la ventana.',
    },
    vehicle: {
      title: 'Cambiar de vehículo',
      what: 'Un enlace sigue una ruta. El propietario da la ruta a otro vehículo.',
      after: 'Quien mira continúa con el mismo enlace, desde la posición del vehículo nuevo.',
    },
    'alert-raised': {
      title: 'Salta una alerta',
      what: 'Espere la próxima alerta de la flota, por ejemplo un vehículo a más de 40 km/h. Puede tardar un minuto.',
      after: 'El id designa el incidente. Es el mismo cuando la alerta termina o se confirma.',
    },
    'alert-cleared': {
      title: 'Termina una alerta',
      what: 'Espere a que acabe la condición de una alerta, por ejemplo un vehículo que frena.',
      after: 'Solo terminan las condiciones. Los instantes, como entrar en una zona, simplemente ocurren.',
    },
    'alert-acknowledged': {
      title: 'Confirmar una alerta',
      what: 'Alguien se ocupa de una alerta abierta con una llamada, y todos los demás se enteran.',
      after: 'Todos los que escuchan la cuenta ven quién se ocupa y desde cuándo.',
    },
    poll: {
      title: 'Preguntar una y otra vez',
      what: 'Donde los WebSockets están bloqueados, quien mira pide la posición por REST.',
      after: 'Pregunte tan a menudo como diga poll_after_seconds. Esta página sigue hasta el próximo paso.',
    },
    'break-link': {
      title: 'Desactivar el enlace y preguntar',
      what: 'Alguien queda desconectado y pregunta si su sesión aún vale antes de conectarse otra vez.',
      after: '410 dice que el enlace ha terminado: no insista. 401 diría: verifique otra vez.',
    },
    'break-token': {
      title: 'Revocar el token',
      what: 'La flota transmite. El cliente revoca el token con el que se le autorizó.',
      after:
        'Código de cierre 4009: en un segundo se cierra la conexión y el token se rechaza en todas partes.',
    },
    'break-log': {
      title: 'Parar el registro 20 segundos',
      what: 'El registro donde se guardan las posiciones se para. Los dispositivos no reciben confirmación y conservan lo que tienen.',
      after: 'No se pierde nada: los dispositivos lo enviaron otra vez, y el recorrido tiene cada posición.',
    },
  },
};
