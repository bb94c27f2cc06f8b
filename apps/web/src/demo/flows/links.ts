import type { StepId } from '../snippets';
import type { Flow } from './flow';

const ALLOWED = { access_mode: 'authorized_only', allowed_emails: ['@demo.example'] };

/** The fields of a link of each mode. */
const MODES = {
  'link-public': { access_mode: 'public' },
  'link-email': { access_mode: 'email' },
  'link-email-code': { access_mode: 'email_code' },
  'link-authorized': { ...ALLOWED, require_code: false },
  'link-authorized-code': { ...ALLOWED, require_code: true },
} as const satisfies Partial<Record<StepId, object>>;

export const links: readonly Flow[] = Object.entries(MODES).map(([step, fields]) => ({
  step: step as keyof typeof MODES,
  async run(play) {
    await play.newLink(fields);
    await play.recipe(step as keyof typeof MODES);
    return play.sees('pusher_internal:subscription_succeeded', '.location.updated');
  },
}));
