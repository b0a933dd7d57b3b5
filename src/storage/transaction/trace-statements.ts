import type { QueryRunner } from 'typeorm';
import type { TracedStep, Tracing } from '../../core/shared/tracing.js';

const textCharactersMax = 2000;

/** Makes a span of each statement of a transaction. */
export const traceStatements = (runner: QueryRunner, tracing: Tracing): void => {
  const query = runner.query.bind(runner);
  runner.query = (text: string, ...values: unknown[]) =>
    tracing.step(stepOf(text), () => query(text, ...(values as [])));
};

/** The text has placeholders: every value of a statement is a parameter. */
const stepOf = (text: string): TracedStep => {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  const operation = /^[A-Za-z]+/.exec(line)?.[0].toUpperCase() ?? 'statement';
  return {
    name: 'statement',
    shownAs: operation,
    isClient: true,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': line.slice(0, textCharactersMax),
    },
  };
};
