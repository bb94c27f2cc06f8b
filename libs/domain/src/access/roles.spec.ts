import { mayGrant, SCOPES_OF_ROLE } from './roles';

describe('roles', () => {
  it('are subsets of each other, and none has the scope of the installation', () => {
    const { owner, operator, viewer } = SCOPES_OF_ROLE;
    expect(owner).toEqual(expect.arrayContaining([...operator]));
    expect(operator).toEqual(expect.arrayContaining([...viewer]));
    expect(owner).not.toContain('operator');
  });

  it('are given by those who have all of their scopes', () => {
    expect(mayGrant(SCOPES_OF_ROLE.owner, 'owner')).toBe(true);
    expect(mayGrant(['users:write', ...SCOPES_OF_ROLE.viewer], 'viewer')).toBe(true);
    expect(mayGrant(['users:write', ...SCOPES_OF_ROLE.viewer], 'operator')).toBe(false);
    expect(mayGrant(['users:write'], 'viewer')).toBe(false);
  });
});
