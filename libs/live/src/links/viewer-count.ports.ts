/** The sockets that follow links, over all gateways, which count them. */
export abstract class ViewerCount {
  abstract of(linkUuid: string): Promise<number>;
}

/** Links are channels of this app where gateways count; no app of PUSHER_APPS can have its id. */
export const LINKS_APP = '#links';
