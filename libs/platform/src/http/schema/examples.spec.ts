import { exampleOf, withExamples } from './examples';

describe('an example', () => {
  it('is made of what the fields say, else of their names and kinds', () => {
    const schemas = {
      Van: {
        type: 'object',
        properties: {
          id: { type: 'integer', minimum: 1 },
          plate: { type: ['string', 'null'], example: 'KLM 456' },
          seen_at: { type: 'string', format: 'date-time' },
          kind: { type: 'string', enum: ['van', 'car'] },
          doors: { type: 'integer', minimum: 2 },
          parts: { type: 'array', minItems: 2, items: { type: 'string', minLength: 8 } },
          trailer: { anyOf: [{ $ref: '#/components/schemas/Trailer' }, { type: 'null' }] },
        },
      },
      Trailer: { type: 'object', properties: { is_closed: { type: 'boolean' } } },
    };
    expect(exampleOf({ $ref: '#/components/schemas/Van' }, schemas)).toEqual({
      id: 1042,
      plate: 'KLM 456',
      seen_at: '2026-11-23T15:04:05.000Z',
      kind: 'van',
      doors: 2,
      parts: ['parts...', 'parts...'],
      trailer: { is_closed: true },
    });
  });

  it('ends where a schema refers to itself', () => {
    const schemas = {
      Tree: { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } },
    };
    expect(JSON.stringify(exampleOf({ $ref: '#/components/schemas/Tree' }, schemas))).toMatch('null');
  });

  it('is of bodies that have fields, and does not replace one that is there', () => {
    const schema = { type: 'string' };
    const content = {
      'application/json': { schema },
      'application/problem+json': { schema, example: 'own' },
      'text/csv': { schema },
    };
    expect(withExamples({ responses: { 200: { content } } }, {}).responses[200].content).toEqual({
      'application/json': { schema, example: 'text' },
      'application/problem+json': { schema, example: 'own' },
      'text/csv': { schema },
    });
  });
});
