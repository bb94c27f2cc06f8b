import { schemasIn, tellDefaults } from './defaults';

describe('a field with a default', () => {
  const van = {
    type: 'object',
    properties: { name: { type: 'string' }, doors: { type: 'integer', default: 2, description: 'All.' } },
    required: ['name'],
  };

  it('need not be sent, and is in every answer', () => {
    const { Van, VanInput } = tellDefaults({ Van: van, VanInput: van }, new Set(['Van']));
    const doors = { type: 'integer', example: 2, description: 'All. Default: 2.' };
    expect(Van).toEqual({
      ...van,
      properties: { name: { type: 'string' }, doors },
      required: ['name', 'doors'],
    });
    expect(VanInput).toMatchObject({ required: ['name'] });
  });

  it('is in an answer that refers to its schema through others', () => {
    const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
    const schemas = { Page: { items: reference('Van') }, Van: van, Other: van };
    expect([...schemasIn({ schema: reference('Page') }, schemas)]).toEqual(['Page', 'Van']);
  });
});
