/** An event's content with its id, by which repetitions are dropped. */
export type Identified<Event> = Event & { readonly id: string };
