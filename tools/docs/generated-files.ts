import { dataFlowPage } from './data-flow';
import { configurationPage, envExample } from './configuration';
import { topicSchemas } from './topic-schemas';

/** Every file that is generated from the code, by its path from the project's root. */
export function generatedFiles(): Record<string, string> {
  return {
    'docs/configuration.md': configurationPage(),
    '.env.example': envExample(),
    'docs/data-flow.md': dataFlowPage(),
    ...topicSchemas(),
  };
}
