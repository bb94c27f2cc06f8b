import { trackingClose, trackingErrors, trackingRefusal } from './tracking-errors';

describe('the errors of a tracking session', () => {
  it('have the numbers and statuses that viewers know', () => {
    const rows = Object.values(trackingErrors).map(({ code, name, status }) => [code, name, status]);
    expect(rows).toEqual([
      [4001, 'INVALID_SESSION_TOKEN', 401],
      [4002, 'SESSION_EXPIRED', 401],
      [4003, 'LINK_NOT_FOUND', 404],
      [4004, 'LINK_INACTIVE', 410],
      [4005, 'OUTSIDE_SCHEDULE', 403],
    ]);
  });

  it('refuse a channel and close a connection by name and number', () => {
    expect(trackingRefusal(trackingErrors.linkInactive)).toEqual({
      type: 'TrackingSessionError',
      error: 'LINK_INACTIVE',
      status: 410,
      code: 4004,
    });
    const { code, message } = trackingClose(trackingErrors.linkInactive);
    expect([code, message]).toEqual([4004, expect.stringMatching(/^LINK_INACTIVE/)]);
  });
});
