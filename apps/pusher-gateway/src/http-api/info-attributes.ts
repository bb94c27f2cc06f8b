import type { ChannelTraits } from '@yipii/protocol';
import type { ChannelInfo } from '../directory/channel-directory.ports';
import { ApiError } from './api-error';

const ATTRIBUTES = ['user_count', 'subscription_count', 'cache'] as const;
export type InfoAttribute = (typeof ATTRIBUTES)[number];

/** A channel's attributes in an answer. */
export interface ChannelAttributes {
  user_count?: number;
  subscription_count?: number;
  cache?: { data: string; ttl: number } | null;
}

/**
 * Reads the `info` parameter, a comma-separated list of names.
 * @throws ApiError 400 for an unknown one
 */
export function readInfo(info: unknown): readonly InfoAttribute[] {
  if (info === undefined || info === null || info === '') return [];
  if (typeof info !== 'string') throw new ApiError(400, 'info must be a string');
  return info.split(',').map((text) => {
    const attribute = ATTRIBUTES.find((known) => known === text.trim());
    if (!attribute)
      throw new ApiError(400, `info must be a list of ${ATTRIBUTES.join(', ')}, not ${text.slice(0, 50)}`);
    return attribute;
  });
}

/** Returns whether the attribute exists on such a channel. */
export function applies(attribute: InfoAttribute, { isPresence, isCache }: ChannelTraits): boolean {
  if (attribute === 'user_count') return isPresence;
  return attribute === 'cache' ? isCache : !isPresence;
}

/** Returns those of the attributes that exist on the channel. */
export function attributesOf(
  info: ChannelInfo,
  wanted: readonly InfoAttribute[],
  traits: ChannelTraits,
): ChannelAttributes {
  const attributes: ChannelAttributes = {};
  for (const attribute of wanted.filter((name) => applies(name, traits))) {
    if (attribute === 'user_count') attributes.user_count = info.members.length;
    if (attribute === 'subscription_count') attributes.subscription_count = info.subscriptions;
    if (attribute === 'cache') {
      attributes.cache = info.cached && { data: info.cached.data, ttl: info.cached.ttl };
    }
  }
  return attributes;
}
