import { ClientReadHealth } from './client-read-health.js';
import { RecordHealth } from './record-health.js';

interface ProvidedHealth {
  readonly provide: typeof RecordHealth | typeof ClientReadHealth;
  readonly useValue: RecordHealth | ClientReadHealth;
}

/** Provides what says whether tokens can be recorded, and clients read. */
export const healthProviders = (records: RecordHealth, reads: ClientReadHealth): ProvidedHealth[] => [
  { provide: RecordHealth, useValue: records },
  { provide: ClientReadHealth, useValue: reads },
];
