import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

interface ReadingPace {
  /** How often answers are looked at. */
  readonly everyMs: number;
  /** What a client takes in that time, at least. */
  readonly minBytes: number;
}

/** 400 bytes a second: the slowest mobile network has more. */
const SLOWEST: ReadingPace = { everyMs: 10_000, minBytes: 4_096 };

/** How far an answer has come: bytes of finished writes, and what is left of the one under way. */
interface WritingProgress {
  readonly written: number;
  readonly queued: number;
}

/**
 * Cuts clients that take next to nothing of an answer that waits for them, so that they do not keep connections and
 * memory for as long as they like. (The timeouts of Node's sockets let a byte now and then pass.)
 */
export function cutSlowReaders(server: Server, { everyMs, minBytes }: ReadingPace = SLOWEST): void {
  /** Null: nothing waits. */
  const answers = new Map<ServerResponse, WritingProgress | null>();
  server.on('request', (_request, response) => {
    answers.set(response, null);
    response.once('close', () => answers.delete(response));
  });
  const look = (): void => {
    for (const [response, before] of answers) {
      const { socket } = response;
      const now = socket && progressOf(socket);
      if (before && now && takenSince(before, now) < minBytes) socket.destroy();
      answers.set(response, now);
    }
  };
  const looking = setInterval(look, everyMs).unref();
  server.on('close', () => clearInterval(looking));
}

function progressOf(socket: Socket): WritingProgress | null {
  const { bytesWritten, writableLength } = socket;
  if (writableLength === 0) return null;
  // Node's own timeouts look at it, too: a large write counts as finished only when all of it is.
  const handle = (socket as { readonly _handle?: { readonly writeQueueSize?: number } | null })._handle;
  return { written: bytesWritten - writableLength, queued: handle?.writeQueueSize ?? 0 };
}

function takenSince(before: WritingProgress, now: WritingProgress): number {
  return now.written - before.written + Math.max(0, before.queued - now.queued);
}
