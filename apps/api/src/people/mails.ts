import { nameInMail, renderMail } from '@yipii/platform';

/** The links lead to pages; the token is behind the hash, which browsers send to nobody. */
export function invitationMail(link: string, accountName: string, accountKey: string) {
  const name = nameInMail(accountName, accountKey);
  return renderMail({
    subject: `Invitation to ${name} on Yipii Live`,
    paragraphs: [
      `You are invited to ${name} on Yipii Live. Open this link to choose a password:`,
      'The link works once. If you did not expect this, ignore it.',
    ],
    link: { url: link, label: 'Accept the invitation' },
  });
}

export function passwordResetMail(link: string) {
  return renderMail({
    subject: 'Your new password for Yipii Live',
    paragraphs: [
      'Open this link to choose a new password:',
      'The link works once. If you did not ask for it, ignore it: your password stays as it is.',
    ],
    link: { url: link, label: 'Choose a new password' },
  });
}

/** The page of a link, with its token. */
export function linkTo(
  publicUrl: string,
  page: 'accept-invitation' | 'reset-password',
  token: string,
): string {
  return `${new URL(`/${page}`, publicUrl).toString()}#token=${token}`;
}
