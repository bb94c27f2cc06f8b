import { ClientOfflineError, ErrorReply, SimpleError } from 'redis';
import { NotFoundException } from '@nestjs/common';
import { DomainError } from '../errors/domain-error';
import { NotPublished } from '../messaging/messaging.ports';
import { InvalidFields, PROBLEMS, toProblem } from './problem';

const coded = (code: string) => Object.assign(new Error('secret detail'), { code });

describe('a problem', () => {
  it('contains what a domain error says, with the status of its code', () => {
    const problem = toProblem(new DomainError('NOT_FOUND', 'There is no such asset.'), 'abc');
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail: 'There is no such asset.',
      code: 'NOT_FOUND',
      message: 'There is no such asset.',
      trace_id: 'abc',
    });
  });

  it('has a status for every code, or does not compile', () => {
    // @ts-expect-error -- a code without a status
    expect(() => new DomainError('SECRET', 'secret detail')).not.toThrow();
    const codes = Object.values(PROBLEMS).map(({ status }) => status);
    expect(codes.every((status) => status >= 400 && status < 600)).toBe(true);
  });

  it('lists what is wrong with each field', () => {
    const errors = { name: ['is too long'], plate: ['is taken'] };
    expect(toProblem(new InvalidFields(errors), 'abc')).toMatchObject({
      status: 422,
      errors,
      message: 'is too long',
    });
  });

  it.each([
    ['the database refuses connections', coded('ECONNREFUSED')],
    ['the database shuts down', coded('57P01')],
    ['the pool waits in vain', new Error('timeout exceeded when trying to connect')],
    ['the log is away', new NotPublished('no broker')],
    ['Redis is away', new ClientOfflineError()],
    ['Redis loads its data', new SimpleError('LOADING secret data')],
  ])('is temporary while %s', (_what, error) => {
    const problem = toProblem(error, 'abc');
    expect(problem).toMatchObject({ status: 503, code: 'UNAVAILABLE', retry_after: 5 });
    expect(JSON.stringify(problem)).not.toMatch('secret');
  });

  it.each([
    ['a bug', new TypeError('secret detail')],
    ['a query that is wrong', Object.assign(coded('42601'), { severity: 'ERROR' })],
    ['a failed command', new ErrorReply('ERR secret syntax')],
    ['what is no error', 'secret detail'],
  ])('says nothing of %s', (_what, error) => {
    const problem = toProblem(error, 'abc');
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(problem)).not.toMatch(/secret/i);
  });

  it('maps the framework’s refusals by their status', () => {
    expect(toProblem(new NotFoundException('Cannot GET /x'), 'abc').code).toBe('NOT_FOUND');
    expect(toProblem(Object.assign(new Error('too large'), { status: 413 }), 'abc').code).toBe(
      'PAYLOAD_TOO_LARGE',
    );
    expect(toProblem(Object.assign(new Error('teapot'), { status: 418 }), 'abc').status).toBe(400);
  });
});
