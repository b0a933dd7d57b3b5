import type { Command } from 'commander';
import type { Management } from '../../management/management.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';

/** `portaria demo`. */
export const addDemoCommand = (program: Command, context: CliContext<Management>): void => {
  const command = program
    .command('demo')
    .description('create the demo accounts (containers)')
    .action(() => demo(context));
  explain(command, {
    details: [
      'Creates a merchant, its credentials and an operator once, with the certificates of portaria init, and writes ' +
        '.deployment/demo/demo.env. DATABASE_URL and PORTARIA_PEPPER are required. Do not use it in production.',
    ],
    examples: ['portaria demo'],
  });
};

const demo = async (context: CliContext<Management>): Promise<void> => {
  const { deploymentDemoFile, ensureDeploymentDemo } =
    await import('../deployment/ensure-deployment-demo.js');
  await ensureDeploymentDemo(
    { ...context.useCases(), change: (useCase, input) => context.change(useCase, input) },
    context.platform.settings(),
  );
  const screen = context.screen();
  if (screen.json({ file: deploymentDemoFile })) return;
  screen.print(`The demo accounts are ready. Their ids and secrets are in ${deploymentDemoFile}.`);
};
