import { TrackingLinkTemplate } from '@yipii/persistence';
import { demandBrand } from '../../brands/brand.resource';
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
  change: async (tx, _caller, { after }) => {
    if (after) await demandBrand(tx, after);
    return {};
  },
};
