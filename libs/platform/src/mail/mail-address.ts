import { domainToASCII } from 'node:url';

const MAX_LENGTH = 254;
const MAX_LOCAL_LENGTH = 64;
/** The dot-atom of RFC 5322 §3.2.3: no quotes, comments, groups or control characters. */
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Characters that may be converted to A-labels; others have a meaning in URLs. */
const CONVERTIBLE = /^[\p{L}\p{M}\p{N}.-]+$/u;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Returns a mail address in its one canonical form, or null if it is not one: a dot-atom, `@`, and a domain of at
 * least two labels, as A-labels (RFC 5890) in lower case; at most 254 characters. The local part keeps its case,
 * which is the receiving server's to interpret.
 */
export function mailAddressOf(text: string): string | null {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = domainOf(text.slice(at + 1));
  if (domain === null || local.length > MAX_LOCAL_LENGTH || !LOCAL.test(local)) return null;
  const address = `${local}@${domain}`;
  return address.length <= MAX_LENGTH ? address : null;
}

function domainOf(text: string): string | null {
  if (text.length > MAX_LENGTH || !CONVERTIBLE.test(text)) return null;
  const domain = domainToASCII(text);
  const labels = domain.split('.');
  const isDomain = labels.length >= 2 && labels.every((label) => LABEL.test(label));
  return isDomain && !/^\d+$/.test(labels.at(-1) ?? '') ? domain : null;
}
