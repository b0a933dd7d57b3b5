import { type Command, Option } from 'commander';
import { examine } from '../../clients/typescript/src/doctor/doctor.js';
import type { Language } from '../../clients/typescript/src/doctor/finding.js';
import { type DoctorOptions, usageProblemOf } from '../../clients/typescript/src/doctor/options.js';
import { machineLanguage, reportJson, reportText } from '../../clients/typescript/src/doctor/report-text.js';
import { usageText, usageWords } from '../../clients/typescript/src/doctor/usage.js';
import { commandName } from '../config/invocation.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { CliContext } from './cli-context.js';
import { CheckFailed } from './failure.js';
import { explain, replaceHelp } from './help.js';

interface ClientDoctorOptions {
  readonly url?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly pfx?: string;
  readonly passphraseFile?: string;
  readonly ca?: string;
  readonly clientId?: string;
  readonly lang?: Language;
}

/** `portaria client-doctor`: the doctor of the client package, for those who support merchants. */
export const addClientDoctorCommand = (program: Command, context: CliContext): void => {
  const doctor = program
    .command('client-doctor')
    .description("check a merchant's certificate, key and connection")
    .option('--url <url>', 'the address for mutual TLS, such as https://auth.example.com')
    .option('--cert <file>', 'the certificate in PEM, with its intermediates after it')
    .option('--key <file>', 'its private key in PEM')
    .option('--pfx <file>', 'certificate and key in PKCS#12 (.p12, .pfx)')
    .option('--passphrase-file <file>', 'the password of the key, or of the PKCS#12 file')
    .option('--ca <file>', "the CA of the gateway's certificate, if it is a private one")
    .option('--client-id <id>', 'check that this client id belongs to the same account')
    .addOption(
      new Option(
        '--lang <language>',
        'the language of the findings and of this help (default: that of this machine)',
      ).choices(['en', 'pt-BR']),
    )
    .action((options: ClientDoctorOptions) => run(context, options));
  replaceHelp(doctor, () => {
    const { lang = machineLanguage() } = doctor.opts<ClientDoctorOptions>();
    return lang === 'en' ? null : usageText(lang, `${commandName()} client-doctor`);
  });
  explain(doctor, {
    details: [
      'Looks at the files first, then at the connection, and asks the gateway with whoami whether it accepts the ' +
        'certificate, and to which account it is linked. It sends no key and no secret, and needs neither configuration nor ' +
        'database. Merchants have the same command in the client package for Node.js: portaria-client doctor.',
      'The exit code is 1 if there is a problem.',
    ],
    examples: [
      'portaria client-doctor --url https://gw.example --cert c.pem --key c.key',
      'portaria client-doctor --url https://gw.example --pfx client.p12',
    ],
  });
};

const run = async (context: CliContext, options: ClientDoctorOptions): Promise<void> => {
  const { cert, key, pfx, ca, lang: language = machineLanguage(), ...rest } = options;
  const asked: DoctorOptions = { ...rest, certFile: cert, keyFile: key, pfxFile: pfx, caFile: ca };
  const wrong = usageProblemOf(asked);
  if (wrong !== null) throw new ManagementError('invalid', usageWords[language][wrong]);
  const report = await examine(asked);
  const screen = context.screen();
  if (!screen.json(reportJson(report, language))) screen.text(reportText(report, language));
  if (!report.ok) throw new CheckFailed();
};
