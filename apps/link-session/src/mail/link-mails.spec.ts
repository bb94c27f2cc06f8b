import { LINK_LOCALES } from '@yipii/domain';
import { arrivingMail, codeMail, endedMail } from './link-mails';

const links = { map: 'https://yipii.test/t/1', unsubscribe: 'https://yipii.test/u/2' };

describe.each(LINK_LOCALES)('mails of a link in %s', (locale) => {
  const head = { locale, brandName: 'Kärnfrukt & Söner' };

  it('have the code in the subject and at the start, and no address of the web', () => {
    const { subject, text, html } = codeMail(head, '012345');
    expect([subject.slice(0, 6), text.slice(0, 6)]).toEqual(['012345', '012345']);
    expect(html).toContain('<body>\n<p>012345');
    expect(text).toContain('Kärnfrukt & Söner');
    expect(`${subject}${text}${html}`).not.toMatch(/https?:|www\./);
  });

  it('have all their gaps filled, also without a brand', () => {
    const mails = [head, { locale, brandName: null }].flatMap((by) => [
      ...[codeMail(by, '012345'), arrivingMail(by, 12, links), endedMail(by, links)],
    ]);
    for (const { subject, text, html } of mails)
      expect(`${subject}${text}${html}`).not.toMatch(/[{}]|undefined/);
  });

  it('tell how to get no more of them', () => {
    expect(arrivingMail(head, 12, links).text).toContain(links.unsubscribe);
    expect(endedMail(head, links).text).toContain(links.unsubscribe);
    expect(arrivingMail(head, 12, links).subject).toContain('12');
  });
});

it('mails do not advertise what looks like a page in the name of a brand', () => {
  const { text } = codeMail({ locale: 'en', brandName: 'win.example.com now' }, '012345');
  expect(text).not.toContain('win.example.com');
});

it('mails show nothing of a brand that looks like a gap', () => {
  expect(codeMail({ locale: 'en', brandName: '{code}' }, '012345').text).toContain('{code} has shared');
});
