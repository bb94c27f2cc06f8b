import { loadConfigs } from '../config/load-configs';
import { OutgoingConfig } from './outgoing.config';

const networksOf = (text?: string): unknown =>
  (loadConfigs([OutgoingConfig], { WEBHOOK_NETWORKS: text }).get(OutgoingConfig) as OutgoingConfig).networks;

describe('the networks of webhooks', () => {
  it('are listed, none, or the default', () => {
    expect(networksOf('10.0.0.0/8, fd00::/8')).toEqual(['10.0.0.0/8', 'fd00::/8']);
    expect(networksOf('none')).toEqual([]);
    expect(networksOf()).toBeUndefined();
  });

  it.each([
    '10.0.0.1',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/8/8',
    'localhost',
    '10.0.0.0/',
    '10.0.0.0/8,,',
  ])('are refused with a hint: %s', (text) => {
    expect(() => networksOf(text)).toThrow('WEBHOOK_NETWORKS must list networks such as 10.0.0.0/8');
  });
});
