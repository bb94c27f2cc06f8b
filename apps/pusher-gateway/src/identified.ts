/** What an event says, with the event's id: what comes twice is told once. */
export type Identified<Event> = Event & { readonly id: string };
