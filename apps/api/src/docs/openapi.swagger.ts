import type { INestApplication, Type } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { SCOPES } from '@yipii/domain';
import { allHttpHandlers, openApiDocument } from '@yipii/platform';
import { API_CONTROLLERS } from '../api.module';
import { TAGS } from './tags';

/** Of the product that it belongs to. */
const API_VERSION = '0.1.0';

const DESCRIPTION =
  'Positions of your fleet, and access to its live channels. Degrees WGS 84, km/h, m, UTC. ' +
  'What is unknown is null. Errors are application/problem+json.\n\n' +
  'Names are in snake_case, as is usual in REST APIs, but for two objects: a position (`LocationUpdate`) and an ' +
  'alert are in camelCase, since the live channels, topics and webhooks carry the very same objects, and their ' +
  'clients are written in JavaScript, Java and Swift.';

/** Returns the API's description in OpenAPI 3.1, as it follows from the controllers. @param app has them */
export function openApi(app: INestApplication, publicUrl: string): OpenAPIObject {
  return openApiDocument(app, [...API_CONTROLLERS, ...controllersOfLinks(app)], {
    openapi: '3.1.0',
    info: {
      title: 'Yipii Live',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }],
    tags: TAGS,
    components: { securitySchemes: securitySchemes(publicUrl) },
  });
}

/** Of link-session, where it is in the same process. */
function controllersOfLinks(app: INestApplication): ReadonlySet<Type> {
  const handlers = allHttpHandlers(app).filter(({ path }) => path.startsWith('/api/public/'));
  return new Set(handlers.map(({ controller }) => controller));
}

function securitySchemes(publicUrl: string): NonNullable<OpenAPIObject['components']>['securitySchemes'] {
  const tokenUrl = new URL('/oauth/token', publicUrl).toString();
  const scopes = Object.fromEntries(SCOPES.map((scope) => [scope, scope]));
  return {
    bearer: { type: 'oauth2', flows: { clientCredentials: { tokenUrl, scopes } } },
    basic: { type: 'http', scheme: 'basic' },
    tracking_session: { type: 'http', scheme: 'bearer', bearerFormat: 'yts_…' },
  };
}
