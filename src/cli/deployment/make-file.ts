import { chmod, chown, link } from 'node:fs/promises';
import { placeWhole } from './replace-file.js';

/** The owner of a new file; `null`: the user who runs this. */
export type FileOwner = { readonly uid: number; readonly gid: number } | null;

/**
 * Creates a file that only its owner may read, unless `mode` says otherwise, whole or not at all: half a secret, left by an
 * interruption, would be kept permanently. Fails with EEXIST when the file exists; another process
 * may have created it since the check.
 */
export const makeFile = async (
  path: string,
  text: string,
  owner: FileOwner = null,
  mode = 0o600,
): Promise<void> => {
  await placeWhole(path, { content: text, mode: 0o600 }, async (unfinished) => {
    if (owner) await chown(unfinished, owner.uid, owner.gid);
    // Later than the owner, so that no other group can read it in between.
    if (mode !== 0o600) await chmod(unfinished, mode);
    // Unlike a rename, a link never replaces an existing file.
    await link(unfinished, path);
  });
};
