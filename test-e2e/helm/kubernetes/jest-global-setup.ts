// Jest maps no import paths in a global setup.
import { ControlPlane } from './control-plane';
import { customResources } from './custom-resources';
import { kubernetesPrograms } from './programs';

const state = globalThis as { controlPlane?: ControlPlane };

/** One cluster for the whole run, in which each suite has namespaces of its own. */
// eslint-disable-next-line no-restricted-exports -- Jest asks for a default export
export default async function startControlPlane(): Promise<void> {
  const programs = await kubernetesPrograms(__dirname);
  state.controlPlane = await ControlPlane.start(programs, await customResources());
  process.env.TEST_KUBERNETES = JSON.stringify({ programs, kubeconfig: state.controlPlane.kubeconfig });
}
