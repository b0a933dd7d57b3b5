import { v4 } from 'uuid';

/** Returns an id for this process, a UUID that no other process can guess. */
export const randomProcessId = (): string => v4();
