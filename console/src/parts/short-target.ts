const digest = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;

/** A target of the audit trail with its fingerprints shortened. */
export const shortTarget = (target: string): string => target.replaceAll(digest, '$1…');
