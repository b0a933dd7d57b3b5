import { expect, test } from 'vitest';
import type { AccountId, ClientId } from '../../src/core/shared/ids.js';
import { RateLimited } from '../../src/core/shared/management-error.js';
import { AccountQueue } from '../../src/management/account-queue.js';

const accountId = 'account' as AccountId;
const by = (clientId: string) => ({ accountId, clientId: clientId as ClientId });

/** A queue whose account is being changed, and what says that this change has ended. */
const busyQueue = (waitingMax: number) => {
  const queue = new AccountQueue(waitingMax);
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { queue, end, first: queue.run(by('flood'), () => ended) };
};

test('a client that takes all its places leaves those of the other clients of the account', async () => {
  const { queue, end, first } = busyQueue(4);
  const done: string[] = [];
  const change = (client: string, name: string) =>
    queue.run(by(client), () => Promise.resolve(done.push(name)));
  const flood = [1, 2, 3, 4].map((number) => change('flood', `flood ${number}`));
  await expect(change('flood', 'flood 5')).rejects.toBeInstanceOf(RateLimited);
  const owner = change('owner', 'owner');
  end();
  await Promise.all([first, ...flood, owner]);
  expect(done).toEqual(['flood 1', 'owner', 'flood 2', 'flood 3', 'flood 4']);
});

test('changes of another account do not wait', async () => {
  const { queue, end, first } = busyQueue(0);
  const other = { ...by('flood'), accountId: 'other' as AccountId };
  await expect(queue.run(other, () => Promise.resolve('made'))).resolves.toBe('made');
  end();
  await first;
});

test('a change that fails gives its turn to the next, and an account without changes is free', async () => {
  const { queue, end, first } = busyQueue(1);
  const failing = queue.run(by('one'), () => Promise.reject(new Error('no')));
  const next = queue.run(by('two'), () => Promise.resolve('made'));
  end();
  await first;
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('made');
  await expect(queue.run(by('three'), () => Promise.resolve('free'))).resolves.toBe('free');
});
