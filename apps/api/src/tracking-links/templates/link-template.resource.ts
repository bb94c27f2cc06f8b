import { TrackingLinkTemplate } from '@yipii/persistence';
import { RegistryQuery, type Resource } from '../../registry/resource';
import { listedAddressOf } from '../link-fields';
import { LinkTemplateInput, LinkTemplateView } from './link-template.schema';

export const linkTemplates: Resource<LinkTemplateView> = {
  ...{ path: 'tracking-link-template', kind: 'tracking_link_template', entity: TrackingLinkTemplate },
  ...{ view: LinkTemplateView, input: LinkTemplateInput, query: RegistryQuery, ofWholeAccount: true },
  scopes: { read: 'links:read', write: 'links:write' },
  columns: ({ allowed_emails: addresses }) => ({
    allowedEmails: [...new Set((addresses as string[]).flatMap((entry) => listedAddressOf(entry) ?? []))],
  }),
};
