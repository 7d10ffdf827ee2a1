/** Lets so many in at a time for each key; who comes later waits, in order. */
export interface Turns<Key> {
  /** Resolves when it is this one's turn, with what ends it. */
  take(key: Key): Promise<() => void>;
}

export function createTurns<Key>(most: number): Turns<Key> {
  const rooms = new Map<Key, { inside: number; readonly waiting: (() => void)[] }>();
  return {
    take: async (key) => {
      const room = rooms.get(key) ?? { inside: 0, waiting: [] };
      rooms.set(key, room);
      if (room.inside < most) room.inside++;
      else await new Promise<void>((resolve) => room.waiting.push(resolve));
      return () => {
        const next = room.waiting.shift();
        // Whoever leaves hands on the place.
        if (next !== undefined) next();
        else if (--room.inside === 0) rooms.delete(key);
      };
    },
  };
}
