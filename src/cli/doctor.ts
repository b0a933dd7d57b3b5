import { type Command, InvalidArgumentError } from 'commander';
import type { Environment } from '../config/read-settings.js';
import type { DoctorOptions } from '../doctor/deployment.js';
import type { Diagnosis } from '../doctor/doctor.js';
import { reportText } from '../doctor/report.js';
import type { CliContext } from './cli-context.js';
import { CheckFailed } from './failure.js';
import { explain } from './help.js';
import { escapeControlCharacters } from './screen/screen.js';

/** `portaria doctor`. */
export const addDoctorCommand = (program: Command, context: CliContext): void => {
  const doctor = program
    .command('doctor')
    .description('check a running deployment, from inside and through NGINX')
    .option('--url <url>', 'the TLS listener, as merchants reach it', parseUrl)
    .option('--admin-url <url>', 'the admin listener, as operators reach it', parseUrl)
    .option('--header-url <url>', 'the header listener, as merchants reach it', parseUrl)
    .option('--nginx-conf <folder>', 'folder of the NGINX configuration (default: PORTARIA_NGINX_DIR)')
    .option('--notify', 'send operators a notice of each check that began to fail')
    .action((options: DoctorCommandOptions) => run(context, options));
  explain(doctor, {
    details: [
      'Run it on a host of the deployment, as a user who can read the settings. It reads the same environment or env file as ' +
        'the application. Without addresses, it uses the ports of NGINX in these settings, on this host. Without --notify, it ' +
        'changes nothing. ' +
        'Its token requests have the client id portaria-doctor, and appear among the rejected requests.',
      'With --notify, a check with a problem is told once, until it was sound in between. Run it so from a timer.',
      'Each check has a result, a sentence, what to do and a page. The exit code is 0 if all is well, 1 with warnings and 2 with ' +
        'problems, as monitoring plugins have it. It prints no secret, and ends within two minutes.',
    ],
    examples: [
      'portaria doctor',
      'portaria doctor --url https://auth.example.com --admin-url https://10.0.0.5:9443',
      'portaria doctor --json',
      'portaria doctor --notify',
    ],
  });
};

interface DoctorCommandOptions extends DoctorOptions {
  readonly notify?: true;
}

const run = async (context: CliContext, options: DoctorCommandOptions): Promise<void> => {
  const { platform } = context;
  const { terminal } = platform;
  // What speaks TLS, HTTP/2 and SQL is loaded here, and not by other commands.
  const { examineDeployment } = await import('../doctor/doctor.js');
  // One line that is written over, and removed before the report.
  const showLine = (text: string): void => {
    if (terminal.columns !== null) terminal.note(`\r\u001b[K${text}`);
  };
  const values = platform.settings(options.url === undefined ? undefined : 'PORTARIA_ISSUER');
  const diagnosis = await examineDeployment({
    values,
    options,
    now: () => platform.now(),
    progress: (check, index, count) => {
      showLine(`Checking ${check} (${String(index + 1)} of ${String(count)})`);
    },
  });
  showLine('');
  const checks = diagnosis.checks.map((check) => ({
    ...check,
    message: escapeControlCharacters(check.message),
  }));
  const screen = context.screen();
  if (!screen.json({ ...diagnosis, checks })) screen.text(reportText(checks));
  if (options.notify) await notify(context, values, diagnosis.checks);
  if (diagnosis.exitCode !== 0) throw new CheckFailed(diagnosis.exitCode);
};

/** Says on the error output what became of the notices: the report is what programs read. */
const notify = async (
  { platform: { terminal } }: CliContext,
  values: Environment,
  checks: Diagnosis['checks'],
): Promise<void> => {
  const { notifyFailures } = await import('../doctor/notify-failures.js');
  const notified = await notifyFailures(values, checks);
  if ('problem' in notified) terminal.note(`No notice could be stored: ${notified.problem}\n`);
  else if (notified.recipients === 0)
    terminal.note('Operators have no recipient of notices: portaria notice add-email, or add-webhook.\n');
  else if (notified.notices > 0) terminal.note(`Notices stored: ${String(notified.notices)}.\n`);
};

const parseUrl = (text: string): string => {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return text;
  throw new InvalidArgumentError('It must be an address such as https://auth.example.com.');
};
