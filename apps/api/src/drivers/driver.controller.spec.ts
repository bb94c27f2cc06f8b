import { ApiUnderTest, FLEET_SCOPES } from '../api.testing';

describe('a driver', () => {
  let api: ApiUnderTest;
  let token: string;
  let betaToken: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    token = await api.tokenFor(await api.seed('alpha', 1), FLEET_SCOPES);
    betaToken = await api.tokenFor(await api.seed('beta', 1), FLEET_SCOPES);
  });
  afterAll(() => api.stop());

  const ibutton = { type: 'ibutton', value: '01a2b3c4d5e6f708' };

  it('has identifiers, in capitals, which nobody else of the account has', async () => {
    const body = { name: 'Ona', identifiers: [ibutton, { type: 'rfid', value: '12AB' }] };
    const ona = await api.send('POST', '/api/alpha/driver', token, body);
    const capital = { ...ibutton, value: '01A2B3C4D5E6F708' };
    expect(ona).toMatchObject({ status: 201, body: { data: { identifiers: [capital, { value: '12AB' }] } } });

    const other = await api.send('POST', '/api/alpha/driver', token, {
      name: 'Jonas',
      identifiers: [capital],
    });
    expect(other).toMatchObject({
      status: 422,
      body: { errors: { identifiers: ['identifiers is taken.'] } },
    });
    expect((await api.get('/api/alpha/driver', token)).body.meta).toMatchObject({ total: 1 });
    const elsewhere = await api.send('POST', '/api/beta/driver', betaToken, {
      name: 'Ona',
      identifiers: [ibutton],
    });
    expect(elsewhere.status).toBe(201);

    const { id } = ona.body.data as { id: number };
    const patched = await api.send('PATCH', `/api/alpha/driver/${id}`, token, { identifiers: null });
    expect(patched.body.data).toMatchObject({ name: 'Ona', identifiers: [] });
    await api.send('DELETE', `/api/alpha/driver/${id}`, token);
    expect((await api.get(`/api/alpha/driver/${id}`, token)).status).toBe(404);
  });

  it.each([
    [{ identifiers: [{ type: 'face', value: '1234' }] }],
    [{ identifiers: [{ type: 'rfid', value: '12-34' }] }],
    [{ identifiers: [{ type: 'rfid', value: '1234', colour: 'red' }] }],
    [{ identifiers: ['1234'] }],
    [{ identifiers: 'rfid:1234' }],
  ])('is refused with %j', async (fields) => {
    const answer = await api.send('POST', '/api/alpha/driver', token, { name: 'x', ...fields });
    expect(answer).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });
});
