/** Where the local sign-in keeps sessions, codes and tokens: in memory, until it ends. */

interface Stored {
  readonly uid?: string;
  readonly userCode?: string;
  readonly grantId?: string;
  consumed?: number;
}

/** The stores of one provider, one for each kind of thing; oidc-provider checks by itself what has expired. */
export function memoryStore(): (kind: string) => object {
  const all = new Map<string, Map<string, Stored>>();
  return (kind) => {
    const entries = all.get(kind) ?? new Map<string, Stored>();
    all.set(kind, entries);
    const findBy = async (matches: (entry: Stored) => boolean) => [...entries.values()].find(matches);
    return {
      upsert: async (id: string, entry: Stored) => void entries.set(id, { ...entry }),
      find: async (id: string) => entries.get(id),
      findByUid: (uid: string) => findBy((entry) => entry.uid === uid),
      findByUserCode: (userCode: string) => findBy((entry) => entry.userCode === userCode),
      destroy: async (id: string) => void entries.delete(id),
      async consume(id: string) {
        const entry = entries.get(id);
        if (entry !== undefined) entry.consumed = Math.floor(Date.now() / 1000);
      },
      async revokeByGrantId(grantId: string) {
        for (const kept of all.values()) {
          for (const [id, entry] of kept) if (entry.grantId === grantId) kept.delete(id);
        }
      },
    };
  };
}
