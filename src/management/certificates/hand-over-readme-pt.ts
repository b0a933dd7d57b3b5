import { commandsOf } from './hand-over-commands.js';
import { gatewayUrlOf, hostOf, type ReadmeInput } from './hand-over-readme.js';

/** Returns the LEIAME.txt of a hand-over ZIP: its README in Brazilian Portuguese. */
export const handOverReadmeInPortuguese = (input: ReadmeInput): string => {
  const { signed, withKey, withServerCa, clientIds } = input;
  const { info, account } = signed;
  const url = gatewayUrlOf(input, 'https://<o gateway>');
  const clientId = clientIds[0] ?? '<seu client id>';
  const commands = commandsOf({ url, clientId, withServerCa, withKey, secret: '<seu segredo>' });
  const isOperator = account.kind === 'operator';
  const steps = [
    withKey ? `${extractStep}\n\n${commands.extract}\n\n${keyNote}` : requestStep,
    ...(isOperator ? [] : [`Teste o certificado:\n\n${commands.whoami}\n\n${whoamiNote}`]),
    `Obtenha um token, com o segredo do cliente que você recebeu separadamente:\n\n${commands.token}`,
  ];
  return `Certificado de cliente de ${account.name} (conta ${account.id})

SHA-256     ${info.fingerprint}
Titular     ${info.subject}
Válido até  ${info.notAfter.toISOString()}
Client ids  ${clientIds.join(', ') || 'nenhum ainda: peça um ao operador'}

Arquivos:

certificate.pem  o seu certificado de cliente
chain.pem        a AC que o assinou
${withKey ? 'client.p12       certificado, cadeia e chave privada, protegidos por senha\n' : ''}${withServerCa ? 'server-ca.pem    a AC do certificado do próprio gateway: o seu programa precisa confiar nela\n' : ''}
O operador cria, nesta ordem: a sua conta, uma credencial (client id e segredo do cliente) e este certificado. Se não há client id
acima, falta a credencial.

${steps.map((step, index) => `${String(index + 1)}. ${step}`).join('\n\n')}
${isOperator ? '' : `\n${causePart}\n\n${commands.cause}\n\n${doctorPart}\n\n${commands.doctor}\n`}${withServerCa ? '' : `\n${privateCaPart}\n`}
PowerShell 7${withKey ? '' : ', com um certificate.p12 que você cria antes'}:

${withKey ? '' : `${commands.toPkcs12}\n`}${commands.powerShell}

Postman: em Settings > Certificates, ${withServerCa ? 'informe server-ca.pem em CA certificates e ' : ''}adicione um certificado de cliente para ${hostOf(url)}:
${withKey ? 'o arquivo PFX client.p12, com a senha dele como passphrase.' : 'o arquivo CRT certificate.pem e o arquivo KEY client.key.'} Depois, envie a requisição do último passo.

Um token vale por expires_in segundos, e só em uma conexão com este certificado. Use-o até pouco antes de expirar e então peça o
próximo. Renove o certificado antes que ele expire; o anterior vale até a data dele.
`;
};

const extractStep =
  'Extraia a chave privada com o OpenSSL 3 ou mais novo. Ele pede a senha, que você recebeu separadamente:';
const keyNote = `Java, Windows e Postman usam o client.p12 como está. A chave foi gerada para este arquivo e não está guardada em nenhum outro lugar:
guarde bem o arquivo e a senha e não os compartilhe.`;
const requestStep = `Copie a chave privada da sua solicitação de assinatura para esta pasta. Nos comandos abaixo, ela se chama client.key.`;
const whoamiNote = 'A resposta precisa dizer "trusted":true e "linked":true.';
const causePart =
  'Se a requisição de token recebe 401, a resposta tem um requestId. Depois de um segundo, este comando mostra a causa, se ela pode ser mostrada:';
const doctorPart =
  'Se não vem nenhuma resposta, deixe o doctor do pacote de cliente para Node.js encontrar a causa. Peça o pacote ao operador:';
const privateCaPart = `Se o curl mostra o erro 60 ("unable to get local issuer certificate"), o certificado do servidor é de uma AC privada. Peça ao
operador o certificado dessa AC e acrescente: --cacert server-ca.pem`;
