import type { StreamableFile } from '@nestjs/common';
import type { AccountScope } from '@yipii/domain';
import { pageOf, streamFile, type ResourceView } from '@yipii/platform';
import type { Request } from 'express';
import { csvFile, geoJsonFile } from './list-file';
import type { Page, Registry } from './registry.ports';
import type { ListQuery, Resource } from './resource';

/** Whose list is asked for, and how. */
export interface AskedList {
  readonly scope: AccountScope;
  readonly query: ListQuery;
  readonly request: Request;
}

/** Returns a page of a list, or all of it as the file that the query or else the `Accept` header asks for. */
export async function answerList<View extends ResourceView>(
  registry: Registry,
  resource: Resource<View>,
  { scope, query, request }: AskedList,
): Promise<Page<View> | StreamableFile> {
  const format = query.format ?? formatOf(request, resource);
  if (format === 'csv') return streamFile(csvFile(resource, registry.all(resource, scope, query)));
  if (format === 'geojson') return streamFile(geoJsonFile(resource, registry.all(resource, scope, query)));
  return registry.list(resource, scope, query);
}

/** Returns how the handler of a list is described. */
export function aboutList<View extends ResourceView>(
  { path, view, geometryField }: Pick<Resource<View>, 'path' | 'view' | 'geometryField'>,
  { name, many }: { readonly name: string; readonly many: string },
) {
  return {
    ...{ id: `list${name}s`, summary: `Your ${many}`, tag: path },
    ...{ answer: 'A page, or the whole list as a file', answers: pageOf(view, `${name}Page`) },
    files: listFiles({ geometryField }),
  };
}

/** Returns the media types of the files of a resource's lists. */
function listFiles({ geometryField }: Pick<Resource, 'geometryField'>): string[] {
  return ['text/csv', ...(geometryField ? ['application/geo+json'] : [])];
}

/** What nobody can answer is answered in JSON. */
function formatOf(request: Request, resource: Pick<Resource, 'geometryField'>): string {
  const accepted = request.accepts(['application/json', ...listFiles(resource)]);
  if (accepted === 'application/geo+json') return 'geojson';
  return accepted === 'text/csv' ? 'csv' : 'json';
}
