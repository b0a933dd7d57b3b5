type Closer = () => unknown;

const closers: Closer[] = [];

/**
 * Runs after the test file, newest first. Vitest's own `afterAll` is silently ignored when it is
 * called from within a hook or a test, which is where most of what must be closed is opened.
 */
export const afterFile = (close: Closer): void => {
  closers.push(close);
};

/** Closes everything that the file opened, also when one of them fails. */
export const closeAll = async (): Promise<void> => {
  const failures: unknown[] = [];
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'something could not be closed');
};
