import { cpSync } from 'node:fs';
import path from 'node:path';
import { fillCache } from '../../../libs/testing/src/services/cached-folder';
import { goModule } from './go';

/** Whose definitions the chart uses, where a cluster has them: a Go module, its version, and the files in it. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  'sigs.k8s.io/gateway-api@v1.4.0': ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'],
  'github.com/prometheus-operator/prometheus-operator@v0.85.0': ['podmonitors', 'prometheusrules'].map(
    (kind) => `example/prometheus-operator-crd/monitoring.coreos.com_${kind}.yaml`,
  ),
};

/** The folder with their CustomResourceDefinitions; downloaded once per version and machine. */
export function customResources(): Promise<string> {
  const versions = Object.keys(MODULES).map((module) => module.split('@')[1]);
  return fillCache(`custom-resources-${versions.join('-')}`, (target) => {
    for (const [module, files] of Object.entries(MODULES)) {
      // Where there is no module of ours.
      const source = goModule(module, target);
      for (const file of files) cpSync(path.join(source, file), path.join(target, path.basename(file)));
    }
    return Promise.resolve();
  });
}
