import { Driver, DriverIdentifiers, type DriverIdentifier } from '@yipii/persistence';
import { RegistryQuery, type Resource } from '../registry/resource';
import { DriverInput, DriverView } from './driver.schema';

const identifiers = new DriverIdentifiers();

export const drivers: Resource<DriverView> = {
  path: 'driver',
  kind: 'driver',
  entity: Driver,
  view: DriverView,
  input: DriverInput,
  query: RegistryQuery,
  ofWholeAccount: true,
  related: (tx, ids) => identifiers.of(tx, ids),
  relate: (tx, id, { identifiers: given }) =>
    identifiers.replace(tx, id, (given as readonly DriverIdentifier[]).map(inCapitals)),
};

function inCapitals({ type, value }: DriverIdentifier): DriverIdentifier {
  return { type, value: value.toUpperCase() };
}
