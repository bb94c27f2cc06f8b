import type { ControlPlane } from './control-plane';

// eslint-disable-next-line no-restricted-exports -- Jest asks for a default export
export default async function stopControlPlane(): Promise<void> {
  await (globalThis as { controlPlane?: ControlPlane }).controlPlane?.stop();
}
