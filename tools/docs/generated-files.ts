import { Test } from '@nestjs/testing';
import { API_CONTROLLERS } from '../../apps/api/src/api.module';
import { LINK_SESSION_CONTROLLERS } from '../../apps/link-session/src/link-session.module';
import { openApi } from '../../apps/api/src/docs/openapi.swagger';
import { asyncApi } from './async-api';
import { dataFlowPage } from './data-flow';
import { configurationPage, envExample } from './configuration';
import { toYaml } from './to-yaml';
import { topicSchemas } from './topic-schemas';
import { filesWithTrackerPorts } from './tracker-ports';
import { protocolsPage } from './trackers';

/** Where the API is in production. */
const PRODUCTION_URL = 'https://api.yipii.io';

/** Every file that is generated from the code, by its path from the project's root. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const schemas = topicSchemas();
  return {
    'docs/configuration.md': configurationPage(),
    '.env.example': envExample(),
    'docs/data-flow.md': dataFlowPage(),
    'docs/protocols.md': protocolsPage(),
    ...filesWithTrackerPorts(),
    'docs/openapi.json': JSON.stringify(await apiDocument()),
    'docs/asyncapi.yaml': toYaml(asyncApi(schemas)).trimStart(),
    ...Object.fromEntries(
      [...schemas].map(([{ name }, schema]) => [`docs/schemas/${name}.json`, JSON.stringify(schema)]),
    ),
  };
}

/** The controllers are only looked at: what they need is made up. */
async function apiDocument(): Promise<object> {
  const testing = Test.createTestingModule({
    controllers: [...API_CONTROLLERS, ...LINK_SESSION_CONTROLLERS],
  }).useMocker(() => ({}));
  const app = (await testing.compile()).createNestApplication();
  return openApi(app, PRODUCTION_URL);
}
