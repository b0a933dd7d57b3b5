import type { ArchivedRange } from '../../src/core/audit/audit-archive.js';
import type { TestUseCases } from './use-cases.js';

/** Recording what is archived: once done, once refused. */
export const changeOfTrail = ({ recordArchive, listAudit }: TestUseCases) => ({
  done: async (): Promise<ArchivedRange> => {
    const [newest] = (await listAudit.run({ limit: 1 })).events;
    return recordArchive.run({ id: newest?.id ?? '', hash: newest?.hash ?? '', states: '0'.repeat(64) });
  },
  refused: (): Promise<ArchivedRange> => recordArchive.run({ id: '1', hash: '0'.repeat(64), states: '' }),
  names: [],
});
