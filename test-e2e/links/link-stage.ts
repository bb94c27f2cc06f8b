import type { MailServer } from '@yipii/testing';

/** Where links are followed in a suite: one process, or a cluster. */
export interface LinkStage {
  /** The base URL of the API. */
  readonly api: string;
  /** The base URLs at which viewers find their links; each call goes to the next one. */
  readonly publicApis: readonly string[];
  /** Each viewer goes to the next one. */
  readonly wsPorts: readonly number[];
  readonly account: { readonly key: string; readonly name: string };
  /** Of somebody who may manage fleet and links. */
  readonly token: string;
  readonly databaseUrl: string;
  readonly mail: MailServer;
  stop(): Promise<void>;
}

/** Limits per address are for others to test: all viewers come from one here. */
export const WITHOUT_LIMITS = {
  GATEWAY_MAX_CONNECTIONS_PER_IP: '0',
  GATEWAY_ACCEPT_RATE: '0',
  LINK_VERIFICATIONS_PER_MINUTE: '0',
  LINK_REQUESTS_PER_MINUTE: '0',
  LINK_LOCATIONS_PER_MINUTE: '0',
  LINK_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
  LINK_MAILS_PER_DAY: '10000',
} as const;
