import { randomBytes } from 'node:crypto';
import { chown, link, rm, writeFile } from 'node:fs/promises';

/** Who is to own what is made; `null`: whoever runs this. */
export type Owner = { readonly uid: number; readonly gid: number } | null;

/**
 * Makes a file for its owner alone, whole or not at all: half a secret, left by an interruption, would be kept for good.
 * Fails with EEXIST when there is one already; somebody may have put it there since we looked.
 */
export const makeFile = async (path: string, text: string, owner: Owner = null): Promise<void> => {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.unfinished`;
  try {
    await writeFile(unfinished, text, { mode: 0o600, flag: 'wx', flush: true });
    if (owner) await chown(unfinished, owner.uid, owner.gid);
    // Unlike a rename it never replaces what is there.
    await link(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
};
