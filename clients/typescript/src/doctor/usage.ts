import type { Language } from './finding.js';
import type { UsageProblem } from './options.js';

type UsageWords = Readonly<Record<UsageProblem | 'no_command' | 'bad_lang', string>>;

export const usageWords: Readonly<Record<Language, UsageWords>> = {
  en: {
    no_command: 'write the command: doctor.',
    no_url: '--url is missing: the address for mutual TLS, such as https://auth.example.com.',
    bad_url: '--url is not an address: write one such as https://auth.example.com.',
    no_certificate: 'pass --cert and --key, or --pfx.',
    two_certificates: 'pass either --cert and --key, or --pfx.',
    bad_client_id: '--client-id must have 3 to 64 characters of A-Z a-z 0-9 . _ -',
    bad_lang: '--lang must be en or pt-BR.',
  },
  'pt-BR': {
    no_command: 'escreva o comando: doctor.',
    no_url: 'falta --url: o endereço para TLS mútuo, por exemplo https://auth.example.com.',
    bad_url: '--url não é um endereço: escreva, por exemplo, https://auth.example.com.',
    no_certificate: 'informe --cert e --key, ou --pfx.',
    two_certificates: 'informe --cert e --key, ou então --pfx.',
    bad_client_id: '--client-id precisa ter de 3 a 64 caracteres de A-Z a-z 0-9 . _ -',
    bad_lang: '--lang precisa ser en ou pt-BR.',
  },
};

const english = (command: string): string => `Usage: ${command} --url URL --cert FILE --key FILE [options]
       ${command} --url URL --pfx FILE [options]

Checks a certificate, its key and the connection to the gateway, and says what to
correct. It sends no key and no secret.

Options:
  --url URL               the address for mutual TLS
  --cert FILE             the certificate in PEM, then its intermediates
  --key FILE              its private key in PEM
  --pfx FILE              certificate and key in PKCS#12 (.p12, .pfx)
  --passphrase-file FILE  the password of the key, or of the PKCS#12 file
  --ca FILE               the gateway's CA in PEM, if it is a private one
  --client-id ID          check that this client id belongs to the same account
  --json                  print the findings as JSON
  --lang en|pt-BR         the language (default: that of this machine)
  -h, --help              print this help

Exit codes: 0 all is well, 1 there is a problem, 2 the command is wrong

Examples:
  ${command} --url https://gw.example --cert c.pem --key c.key
  ${command} --url https://gw.example --pfx client.p12
`;

const portuguese = (
  command: string,
): string => `Uso: ${command} --url URL --cert ARQUIVO --key ARQUIVO [opções]
     ${command} --url URL --pfx ARQUIVO [opções]

Verifica um certificado, a chave dele e a conexão com o gateway, e diz o que
corrigir. Não envia chave nem segredo.

Opções:
  --url URL                  o endereço para TLS mútuo
  --cert ARQUIVO             o certificado em PEM, seguido dos intermediários
  --key ARQUIVO              a chave privada dele em PEM
  --pfx ARQUIVO              certificado e chave em PKCS#12 (.p12, .pfx)
  --passphrase-file ARQUIVO  a senha da chave ou do arquivo PKCS#12
  --ca ARQUIVO               a AC do gateway em PEM, se for privada
  --client-id ID             confere se este client id é da mesma conta
  --json                     imprime o resultado em JSON
  --lang en|pt-BR            o idioma (padrão: o desta máquina)
  -h, --help                 imprime esta ajuda

Códigos de saída: 0 tudo certo, 1 há um problema, 2 o comando está errado

Exemplos:
  ${command} --url https://gw.example --cert c.pem --key c.key
  ${command} --url https://gw.example --pfx client.p12
`;

/** Returns the help of the doctor, as it is called by `command`. */
export const usageText = (language: Language, command: string): string =>
  language === 'en' ? english(command) : portuguese(command);
