/** What a network does to requests of the console. */
import type { Page } from 'playwright-core';

/** Pauses requests to these addresses; resolves to what lets them continue. */
export const pauseRequests = async (page: Page, address: string): Promise<() => void> => {
  let resume = (): void => undefined;
  const resumed = new Promise<void>((resolve) => {
    resume = resolve;
  });
  await page.route(address, async (route) => {
    await resumed;
    await route.continue();
  });
  return resume;
};

/** Loses the first answer from these addresses on its way; resolves to the statuses of all answers, as they come. */
export const loseFirstAnswer = async (page: Page, address: string): Promise<readonly number[]> => {
  const statuses: number[] = [];
  await page.route(address, async (route) => {
    const answer = await route.fetch();
    statuses.push(answer.status());
    if (statuses.length === 1) await route.abort('connectionreset');
    else await route.fulfill({ response: answer });
  });
  return statuses;
};
