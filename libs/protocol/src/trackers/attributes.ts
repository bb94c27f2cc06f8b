export interface AttributeDefinition {
  readonly type: 'boolean' | 'number' | 'string' | 'number or string';
  /** Absent where the value has none. */
  readonly unit?:
    | 'V'
    | 'mA'
    | '%'
    | 'm'
    | 'km/h'
    | 'g'
    | 'mg'
    | 'h'
    | '°C'
    | 'dBm'
    | 'kPa'
    | 'l/100 km'
    | 'ml'
    | 'kg'
    | '°';
  readonly doc: string;
}

/**
 * What trackers report beside the fix, by one name and unit whatever the protocol. Readings that a
 * protocol knows only by number keep it: `io<N>` for Teltonika.
 */
export const ATTRIBUTES = {
  ignition: { type: 'boolean', doc: 'Ignition is on.' },
  motion: { type: 'boolean', doc: 'The accelerometer of the device feels movement.' },
  satellites: { type: 'number', doc: 'Satellites used for the fix.' },
  hdop: { type: 'number', doc: 'Horizontal dilution of precision.' },
  pdop: { type: 'number', doc: 'Dilution of precision in space.' },
  accuracy: { type: 'number', unit: 'm', doc: 'Horizontal accuracy of the fix: a radius.' },
  verticalAccuracy: { type: 'number', unit: 'm', doc: 'Accuracy of the altitude.' },
  gnssStatus: { type: 'number', doc: 'Teltonika: 0 off, 1 fix, 2 no fix, 3 sleep, 4 over-current.' },
  gnssSpeed: { type: 'number', unit: 'km/h', doc: 'Speed by GNSS where it is reported beside the fix.' },
  externalVoltage: { type: 'number', unit: 'V', doc: "The vehicle's supply." },
  batteryVoltage: { type: 'number', unit: 'V', doc: "The device's own battery." },
  batteryLevel: { type: 'number', unit: '%', doc: "The device's own battery." },
  charging: { type: 'boolean', doc: "The device's own battery is being charged." },
  fuelLevel: { type: 'number', unit: '%', doc: 'Fuel in the tank.' },
  odometer: { type: 'number', unit: 'm', doc: 'Distance since the device was installed.' },
  tripOdometer: { type: 'number', unit: 'm', doc: 'Distance of this trip.' },
  engineHours: {
    type: 'number',
    unit: 'h',
    doc: 'Hours that the engine has run; computed from the ignition where the device has no counter.',
  },
  speedLimit: { type: 'number', unit: 'km/h', doc: 'Limit of the road that is driven, by the map.' },
  rssi: { type: 'number', doc: 'Strength of the mobile signal on the scale of the device; Teltonika 0-5.' },
  operator: { type: 'number', doc: 'Mobile network: country code and network code.' },
  in1: { type: 'boolean', doc: 'Digital input 1.' },
  in2: { type: 'boolean', doc: 'Digital input 2.' },
  in3: { type: 'boolean', doc: 'Digital input 3.' },
  in4: { type: 'boolean', doc: 'Digital input 4.' },
  out1: { type: 'boolean', doc: 'Digital output 1.' },
  out2: { type: 'boolean', doc: 'Digital output 2.' },
  out3: { type: 'boolean', doc: 'Digital output 3.' },
  adc1: { type: 'number', unit: 'V', doc: 'Analog input 1.' },
  adc2: { type: 'number', unit: 'V', doc: 'Analog input 2.' },
  batteryCurrent: { type: 'number', unit: 'mA', doc: "Current that charges the device's own battery." },
  axisX: { type: 'number', unit: 'mg', doc: 'Acceleration along the first axis of the device.' },
  axisY: { type: 'number', unit: 'mg', doc: 'Acceleration along its second axis.' },
  axisZ: { type: 'number', unit: 'mg', doc: 'Acceleration along its third axis.' },
  temp1: { type: 'number', unit: '°C', doc: 'Wired thermometer 1.' },
  temp2: { type: 'number', unit: '°C', doc: 'Wired thermometer 2.' },
  temp3: { type: 'number', unit: '°C', doc: 'Wired thermometer 3.' },
  temp4: { type: 'number', unit: '°C', doc: 'Wired thermometer 4.' },
  bleTemp1: { type: 'number', unit: '°C', doc: 'Bluetooth thermometer 1.' },
  bleTemp2: { type: 'number', unit: '°C', doc: 'Bluetooth thermometer 2.' },
  bleTemp3: { type: 'number', unit: '°C', doc: 'Bluetooth thermometer 3.' },
  bleTemp4: { type: 'number', unit: '°C', doc: 'Bluetooth thermometer 4.' },
  bleHumidity1: { type: 'number', unit: '%', doc: 'Bluetooth hygrometer 1.' },
  bleHumidity2: { type: 'number', unit: '%', doc: 'Bluetooth hygrometer 2.' },
  bleHumidity3: { type: 'number', unit: '%', doc: 'Bluetooth hygrometer 3.' },
  bleHumidity4: { type: 'number', unit: '%', doc: 'Bluetooth hygrometer 4.' },
  coolantTemperature: { type: 'number', unit: '°C', doc: "Coolant of the vehicle's engine." },
  rpm: { type: 'number', doc: 'Engine speed, revolutions per minute.' },
  dtcs: { type: 'string', doc: 'Diagnostic trouble codes, joined by commas.' },
  driverId: { type: 'string', doc: 'iButton, RFID or other identifier of the driver.' },
  activity: { type: 'string', doc: 'Activity that a phone detects: still, walking, in_vehicle, …' },
  mock: { type: 'boolean', doc: 'The position comes from a program instead of a receiver.' },
  steps: { type: 'number', doc: 'Steps of the person who carries the device.' },
  pressure: { type: 'number', unit: 'kPa', doc: 'Air pressure.' },
  status: { type: 'number', doc: "H02: the device's 32 status bits." },
  vin: { type: 'string', doc: 'Vehicle identification number.' },
  event: {
    type: 'number or string',
    doc: 'What made the device record, by its own number or name; 0 for a periodic record.',
  },
  generation: {
    type: 'number',
    doc: 'Teltonika codec 16: what made the record: 0 on exit, 1 on entrance, 2 both, 4 hysteresis, 5 change, 6 eventual, 7 periodical.',
  },
  priority: { type: 'number', doc: 'Teltonika: 0 low, 1 high, 2 panic.' },
  alarm: {
    type: 'string',
    doc: 'Raised with this record, joined by commas: accident, general, hardAcceleration, hardBraking, hardCornering, jamming, overspeed, powerCut, sos, tow, vibration.',
  },
  harshDriving: { type: 'string', doc: 'Kind of harsh manoeuvre: acceleration, braking or cornering.' },
  harshDrivingForce: { type: 'number', unit: 'g', doc: 'Strength of the harsh manoeuvre.' },
  crashDetection: { type: 'number', doc: 'Teltonika: 1 and 6 a crash, 2-5 a record of its trace.' },
  towing: { type: 'boolean', doc: 'Moved with the ignition off.' },
  'command.answer': { type: 'string', doc: "The device's answer to a command, or other text that it sent." },
  'command.type': { type: 'number', doc: 'Teltonika: type of the message with the text; 6 is an answer.' },
  unplugged: { type: 'boolean', doc: 'Cut from the external supply.' },
} as const satisfies Record<string, AttributeDefinition>;

export type AttributeName = keyof typeof ATTRIBUTES;
