import {
  ApiConfig,
  ApiLimitsConfig,
  ExternalIssuerConfig,
  FirstStartConfig,
  IntakeClientConfig,
  PageMapConfig,
  PeopleConfig,
} from '@yipii/api';
import { AlertingConfig } from '@yipii/alerting';
import { EnrichmentConfig } from '@yipii/enrichment';
import { IngestionConfig, IntakeConfig } from '@yipii/ingestion';
import { LinkSessionConfig } from '@yipii/link-session';
import {
  DatabaseConfig,
  EncryptionConfig,
  HttpConfig,
  KafkaConfig,
  LiveConfig,
  MailConfig,
  MapConfig,
  RedisConfig,
  ServiceConfig,
  settingsOf,
  TopicRetentionConfig,
  type ConfigClass,
  type Setting,
} from '@yipii/platform';
import { GATEWAY_CONFIGS } from '@yipii/pusher-gateway';
import { StandaloneConfig } from '../../apps/standalone/src/standalone.config';

const SECTIONS: readonly [title: string, configs: readonly ConfigClass[]][] = [
  ['Every process', [ServiceConfig]],
  ['PostgreSQL (all but pusher-gateway)', [DatabaseConfig]],
  ['Retention (every process; positions: ENRICHMENT_HISTORY_DAYS)', [TopicRetentionConfig]],
  ['Kafka (every service of a cluster)', [KafkaConfig]],
  ['Redis (api, link-session and pusher-gateway of a cluster)', [RedisConfig]],
  ['Live streams (api, link-session and pusher-gateway)', [LiveConfig]],
  ['The map (enrichment)', [MapConfig]],
  ['ingestion', [IngestionConfig, IntakeConfig]],
  ['enrichment', [EnrichmentConfig]],
  ['alerting', [AlertingConfig]],
  ['pusher-gateway', GATEWAY_CONFIGS],
  ['api', [ApiConfig, ApiLimitsConfig, PageMapConfig, ExternalIssuerConfig, IntakeClientConfig]],
  ['Secrets in the database (api and alerting)', [EncryptionConfig]],
  ['First start (api)', [FirstStartConfig]],
  ['link-session', [LinkSessionConfig]],
  ['People (api)', [PeopleConfig]],
  ['Mail (api and link-session)', [MailConfig]],
  ['HTTP (api, link-session and pusher-gateway)', [HttpConfig]],
  ['standalone', [StandaloneConfig]],
];

export function configurationPage(): string {
  return `# Configuration

Generated from the config classes. Everything is read from the environment, once, at start: all problems are printed in one message and the process exits with 1. A file \`.env\` in the working directory adds variables that the environment does not set; [.env.example](../.env.example) lists all of them. A variable marked as secret may also be given as a file, in \`<NAME>_FILE\`. Standalone (\`npm start\`) takes the settings of all services and fills in what it can by itself; nothing is required there.

${SECTIONS.map(section).join('\n\n')}
`;
}

function section([title, configs]: (typeof SECTIONS)[number]): string {
  const rows = configs
    .flatMap(settingsOf)
    .map(
      (setting) =>
        `| \`${setting.env}\`${setting.secret ? ' (secret)' : ''} | ${defaultOf(setting)} | ${setting.description} |`,
    );
  return `## ${title}\n\n| variable | default | what it does |\n|---|---|---|\n${rows.join('\n')}`;
}

function defaultOf({ default: value, example }: Setting): string {
  if (value === undefined) return example ? `required, e.g. \`${example}\`` : 'required';
  return value === '' ? '' : `\`${String(value)}\``;
}

export function envExample(): string {
  const blocks = SECTIONS.map(([title, configs]) => {
    const lines = configs
      .flatMap(settingsOf)
      .map(
        (setting) =>
          `# ${setting.description}${setting.default === undefined ? ' Required.' : ''}\n#${setting.env}=${String(setting.default ?? setting.example ?? '')}`,
      );
    return `# --- ${title}\n\n${lines.join('\n\n')}`;
  });
  return `# Copy this file to .env and remove the # from what you change; variables of the environment take precedence.\n# Generated from the config classes; docs/configuration.md has the same as a table.\n\n${blocks.join('\n\n')}\n`;
}
