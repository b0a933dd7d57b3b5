/**
 * The settings, keys, files and database of this deployment do not fit together. At the start it ends
 * the process; later the job that finds it fails. The message tells operators what is wrong and what to
 * do about it.
 */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}
