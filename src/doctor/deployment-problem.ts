import { DeploymentError } from '../core/shared/deployment-error.js';
import { describeError } from './describe-error.js';

/** Returns the words of what keeps a process from starting; `null`: nothing does. */
export const deploymentProblemOf = async (check: () => Promise<void>): Promise<string | null> => {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof DeploymentError) return describeError(error).replace(/\.$/, '');
    throw error;
  }
};
