/**
 * Texts that events of positions have in common. zlib finds them as if they had just been before, which is what makes
 * a batch of one or two events small; what other events have in common comes with them. It is frozen: what was stored
 * with it is read with it. A stream that was written without a dictionary is read without one.
 */
export const BATCH_DICTIONARY = Buffer.from(
  [
    '"settings":{"movingSpeed":null,"speedUnit":null,"stale":"gsmCell":"operator":"temperature1":"fuelLevel":"rpm":',
    '"din1":false,"din2":"dout1":"adc1":"engineHours":"vin":"alarm":"event":"mcc":"mnc":"lac":"cid":',
    '"sleepMode":0,"dataMode":"gnssStatus":"pdop":"tripOdometer":"batteryLevel":"charging":"movement":true,',
    '"status":"stopped","idling","offline",false,"unstreamed":"late","no_fix","protocol":"osmand",',
    '{"id":"","occurredAt":"2027-01-01T00:00:00.000Z","account":{"id":1,"key":"demo"},"subject":"1",',
    '"traceparent":null,"traceparent":"00-","event":{"assetId":1,"assetName":"Truck ","deviceId":1,',
    '"protocol":"teltonika","receivedAt":17950,"records":[{"fixTime":17950,"valid":true,"lat":,"lng":,"altitude":,',
    '"speed":0,"heading":0,"attributes":{"priority":0,"satellites":1,"eventId":0,"ignition":true,"motion":true,"rssi":4,',
    '"externalVoltage":1,"batteryVoltage":4.,"hdop":0.,"odometer":1},"id":"-"}]}}\n["","',
    '{"id":"","occurredAt":"2026-12-01T00:00:00.000Z","account":{"id":1,"key":""},"subject":"1","traceparent":"00-0-0',
    '"event":{"deviceId":1,"protocol":"teltonika","valid":true,"unstreamed":null,"location":{"assetId":1,"name":"Truck ",',
    '"timestamp":"2026-12-01T00:00:00.000Z","receivedAt":"2026-12-01T00:00:00.000Z","seq":1,"lat":,"lng":,"altitude":,',
    '"speed":0,"heading":null,"accuracy":null,"satellites":1,"status":"moving","ignition":true,"odometerKm":1,',
    '"address":null,"address":{"street":null,"town":"","postcode":null,"country":"DE","formatted":""},',
    '"attributes":{"priority":0,"ignition":true,"motion":true,"rssi":4,"externalVoltage":1,"batteryVoltage":4.,"hdop":0.}}}}',
  ].join(''),
);
