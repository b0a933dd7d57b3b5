import type { TextOf } from '../explanation-texts.js';

/** What to do next, in Portuguese. Total, like `happenedInPortuguese`. */
export const nextInPortuguese: Readonly<Record<TextOf<'next'>, string>> = {
  'Compare the program with the published example. The response named each problem.':
    'Compare o programa com o exemplo publicado. A resposta indicou cada problema.',
  'Compare the program with the published example. The response named the problem.':
    'Compare o programa com o exemplo publicado. A resposta indicou o problema.',
  'Set the grant type in the program.': 'Corrija o grant type no programa.',
  'Have the program load certificate and private key. GET /api/auth/whoami shows what arrives.':
    'Faça o programa carregar o certificado e a chave privada. GET /api/auth/whoami mostra o que chega.',
  'Check how the program encodes the header. The detail says what arrived.':
    'Confira como o programa codifica o cabeçalho. O detalhe diz o que chegou.',
  'Compare the program with the published example.': 'Compare o programa com o exemplo publicado.',
  'Set the header in the program.': 'Corrija o cabeçalho no programa.',
  'Correct the URL in the program.': 'Corrija a URL no programa.',
  'Correct the method. A redirect can turn a POST into a GET.':
    'Corrija o método. Um redirecionamento pode transformar um POST em um GET.',
  'Find out who can reach the application port. If NGINX sent the request, compare the proxy secrets of both sides. After a change of one, a process may not have been restarted.':
    'Descubra quem consegue acessar a porta da aplicação. Se foi o NGINX que enviou a requisição, compare os segredos do proxy dos dois lados. Depois da troca de um deles, talvez um processo não tenha sido reiniciado.',
  'Compare the client id in the program with the one that you were given. It may be mistyped, or from another environment.':
    'Compare o client id no programa com o que você recebeu. Ele pode estar digitado errado ou ser de outro ambiente.',
  'Look for a mistyped client id, or one of another environment.':
    'Procure um client id digitado errado, ou de outro ambiente.',
  'Check whether the secret was rotated or revoked. If it is lost, rotate it and hand over the new one.':
    'Confira se o segredo foi rotacionado ou revogado. Se ele foi perdido, rotacione-o e entregue o novo.',
  'Have the program use the newer secret. If that one is lost, rotate again.':
    'Faça o programa usar o segredo mais novo. Se ele foi perdido, rotacione de novo.',
  'Usually the program forgot client_secret. If it should use a key, register one: portaria credential register-key.':
    'Em geral, o programa deixou de enviar client_secret. Se ele deve usar uma chave, registre uma: portaria credential register-key.',
  'Compare the two subjects. If the new certificate is the right one, register its subject.':
    'Compare os dois titulares. Se o certificado novo é o certo, registre o titular dele.',
  'Compare kid and algorithm with the registered keys, and the clock of the client with that of the database.':
    'Compare kid e algoritmo com as chaves registradas, e o relógio do cliente com o do banco de dados.',
  'Have the program create an assertion for every request. If it does, another party may have the assertion: rotate the key.':
    'Faça o programa criar uma asserção para cada requisição. Se ele já faz isso, outra pessoa pode ter a asserção: rotacione a chave.',
  'Fetch the registered URL from the network of the gateway. It must be https, without redirect, at a public address, at most 64 kB. With Docker Compose, the gateway needs PORTARIA_KEY_SETS=on for it.':
    'Acesse a URL registrada a partir da rede do gateway. Ela deve ser https, sem redirecionamento, em um endereço público, com no máximo 64 kB. Com Docker Compose, o gateway precisa de PORTARIA_KEY_SETS=on para isso.',
  'A revocation is permanent. If the client should continue, create another credential.':
    'Uma revogação é permanente. Se o cliente deve continuar, crie outra credencial.',
  'If the client should continue, create another credential.':
    'Se o cliente deve continuar, crie outra credencial.',
  'If the credential should use the contract, allow it.':
    'Se a credencial deve ter permissão para o contrato, conceda-a.',
  'Find out why it was suspended. Reactivate it once that is resolved.':
    'Descubra por que ela foi suspensa. Reative-a quando isso estiver resolvido.',
  'Correct the host or port in the program.': 'Corrija o host ou a porta no programa.',
  'Compare the address with the networks of the account. Behind a load balancer, check that NGINX sees the real address.':
    'Compare o endereço com as redes da conta. Atrás de um balanceador de carga, confira se o NGINX vê o endereço real.',
  'Have the program load certificate and private key.':
    'Faça o programa carregar o certificado e a chave privada.',
  'The detail has the reason. Often the client does not send the intermediates, or the CA is not among the client CAs.':
    'O detalhe contém o motivo. Muitas vezes, o cliente não envia os certificados intermediários, ou a AC não está entre as ACs de clientes.',
  'Have the program present the certificate in the handshake. Set the policy header only where that is impossible: a header does not prove the private key.':
    'Faça o programa apresentar o certificado no handshake. Só configure a política header onde isso é impossível: um cabeçalho não prova a posse da chave privada.',
  'Find out whose certificate it is. If it is a new one of this merchant, link it. If it is of another account, the program has the wrong client id or certificate. Otherwise find out who has the client secret.':
    'Descubra de quem é o certificado. Se é um novo deste lojista, vincule-o. Se é de outra conta, o programa tem o client id ou o certificado errado. Se não, descubra quem tem o segredo do cliente.',
  'The program probably has the client id of another account. Find out whose certificate it is, and compare the client id. Hand over no new secret before that.':
    'O programa provavelmente tem o client id de outra conta. Descubra de quem é o certificado e compare o client id. Não entregue nenhum segredo novo antes disso.',
  'Compare the client id in the program with the one that you were given.':
    'Compare o client id no programa com o que você recebeu.',
  'Have the merchant present the certificate that is linked to the account, or issue one.':
    'Peça ao lojista que apresente o certificado vinculado à conta, ou emita um.',
  'Have the program present the certificate that is linked to the account. If there is none, ask the operator of the gateway for one.':
    'Faça o programa apresentar o certificado vinculado à conta. Se não há nenhum, peça um ao operador do gateway.',
  'Get a new certificate with a new key, and link it.':
    'Obtenha um certificado novo, com uma chave nova, e vincule-o.',
  'Use the previous certificate until then.': 'Até lá, use o certificado anterior.',
  'Renew the certificate, and link the new one.': 'Renove o certificado e vincule o novo.',
  'Get a new certificate with such a key, and link it.':
    'Obtenha um certificado novo com uma dessas chaves e vincule-o.',
  'Get a client certificate. This one is probably a server certificate.':
    'Obtenha um certificado de cliente. Este provavelmente é um certificado de servidor.',
  'First find out whose certificate it is. If the CNPJ of the account is wrong, correct it.':
    'Primeiro, descubra de quem é o certificado. Se o CNPJ da conta está errado, corrija-o.',
  'Remove the scope from the program, or add it to the account and the credential.':
    'Remova o escopo do programa, ou acrescente-o à conta e à credencial.',
  'Look for a mistyped name, or one of another environment. portaria realm-user list shows the names.':
    'Procure um nome digitado errado, ou de outro ambiente. portaria realm-user list mostra os nomes.',
  'Check whether it was replaced. If it is lost, set another one and hand it over.':
    'Confira se ela foi trocada. Se foi perdida, defina outra e entregue-a.',
  'Find out why the user was disabled. Enable them once that is resolved.':
    'Descubra por que o usuário foi desativado. Ative-o quando isso estiver resolvido.',
  'Check how the program stores it. After a pepper was removed or a database restored, users must log in again.':
    'Confira como o programa o armazena. Depois que um pepper é removido ou um banco de dados é restaurado, os usuários precisam fazer login de novo.',
  'Have the program log in again when a refresh is rejected. The time counts from the login; refreshes do not extend it.':
    'Quando uma renovação é rejeitada, o programa deve fazer login de novo. O tempo conta a partir do login; renovações não o prolongam.',
  'Find out who ended it: portaria audit list.': 'Descubra quem o encerrou: portaria audit list.',
  'Check from which addresses the login was refreshed. A program that keeps the old token by mistake causes the same.':
    'Confira de quais endereços o login foi renovado. Um programa que guarda o token antigo por engano causa o mesmo.',
  'Have the program use each token until it expires. If it needs that many, raise the setting.':
    'Faça o programa usar cada token até ele expirar. Se ele precisa de tantos, aumente a configuração.',
  'Do nothing if it happened once. If it happens often, find out what keeps changing the account.':
    'Não faça nada se aconteceu uma vez. Se acontece com frequência, descubra o que está sempre alterando a conta.',
  'The detail says which queue was full. Check the load, and look for a client that floods.':
    'O detalhe diz qual fila estava cheia. Confira a carga e procure um cliente que envia requisições em excesso.',
  'The detail says how long the statement took. Check the load of the database and the connection to it, then the load of the process.':
    'O detalhe diz quanto tempo o comando levou. Verifique a carga do banco de dados e a conexão com ele, depois a carga do processo.',
  'Check /healthz/ready and the log of that time.': 'Confira /healthz/ready e o log daquele momento.',
  'Report the request id and the detail to the developers.':
    'Informe o id da requisição e o detalhe aos desenvolvedores.',
  'Have the program present certificate and private key in every API call, not only in token requests.':
    'Faça o programa apresentar o certificado e a chave privada em toda chamada à API, não só nas requisições de token.',
  'After you renew the certificate, request a new token with it. Use each token only with its certificate.':
    'Depois de renovar o certificado, requisite um token novo com ele. Use cada token só com o certificado dele.',
  'GET /api/auth/whoami with the certificate names the reason.':
    'GET /api/auth/whoami com o certificado indica o motivo.',
  'Have the program present the certificate in the handshake of the token request.':
    'Faça o programa apresentar o certificado no handshake da requisição de token.',
  'Have the program request the next token before the seconds in expires_in have passed.':
    'Faça o programa requisitar o próximo token antes que passem os segundos indicados em expires_in.',
  'Compare the clocks of the machines.': 'Compare os relógios das máquinas.',
  'Request a new token. If this request is rejected, look up its request id. The audit trail shows who revoked the token.':
    'Peça um token novo. Se isso for rejeitado, consulte o id dessa requisição. A trilha de auditoria diz quem revogou o token.',
  'Request the token at the endpoint that issues tokens for this API.':
    'Peça o token no endpoint que emite tokens para esta API.',
  'Add the scope to the account and its credential, or tell the merchant to request the token with it. The detail names the scope.':
    'Adicione o escopo à conta e à credencial dela, ou diga ao lojista que peça o token com ele. O detalhe diz qual é o escopo.',
  // Where the merchant reads another text than the operator.
  'Request the token with that scope, or without any. If the scope is still missing, the credential does not have it: ask the operator of the gateway for it.':
    'Peça o token com esse escopo, ou sem nenhum. Se o escopo continuar faltando, a credencial não tem permissão para ele: peça-o ao operador do gateway.',
  'Correct the host and port in the program.': 'Corrija o host e a porta no programa.',
  'Check whether the secret was rotated. If it is lost, ask the operator of the gateway for a new one. If another secret or credential gets you a token, you can create it yourself: POST /api/account/credentials/{clientId}/secrets.':
    'Confira se o segredo foi rotacionado. Se ele foi perdido, peça um novo ao operador do gateway. Se você consegue um token com outro segredo ou outra credencial, pode criá-lo você mesmo: POST /api/account/credentials/{clientId}/secrets.',
  'Have the program use the newer secret. If that one is lost, ask the operator of the gateway for another. If another credential gets you a token, you can create it yourself: POST /api/account/credentials/{clientId}/secrets.':
    'Faça o programa usar o segredo mais novo. Se ele foi perdido, peça outro ao operador do gateway. Se você consegue um token com outra credencial, pode criá-lo você mesmo: POST /api/account/credentials/{clientId}/secrets.',
  'Usually the program forgot client_secret. If it should use a key, ask the operator of the gateway to register one.':
    'Em geral, o programa deixou de enviar client_secret. Se ele deve usar uma chave, peça ao operador do gateway que registre uma.',
  'Use a certificate with the registered subject, or ask the operator of the gateway to register the other one.':
    'Use um certificado com o titular registrado, ou peça ao operador do gateway que registre o outro.',
  'Have the program create an assertion for every request. If it does, another party may have the assertion: replace the key.':
    'Faça o programa criar uma asserção para cada requisição. Se ele já faz isso, outra pessoa pode ter a asserção: troque a chave.',
  'Check that the URL of your key set answers from the internet: https, without redirect, at a public address, at most 64 kB.':
    'Confira se a URL do seu conjunto de chaves responde a partir da internet: https, sem redirecionamento, em um endereço público, com no máximo 64 kB.',
  'Ask the operator of the gateway for another credential. With a token, GET /api/account/credentials lists those that you have.':
    'Peça outra credencial ao operador do gateway. Com um token, GET /api/account/credentials lista as que você tem.',
  'Ask the operator of the gateway to allow the contract, or use a credential that may use it. With a token, GET /api/account/credentials lists your credentials.':
    'Peça ao operador do gateway que permita o contrato, ou use uma credencial que tenha permissão para ele. Com um token, GET /api/account/credentials lista as suas credenciais.',
  'Ask the operator of the gateway why. Only the operator can reactivate the account.':
    'Pergunte o motivo ao operador do gateway. Só o operador pode reativar a conta.',
  'Ask the operator of the gateway to add this address, or send the request from a network of the account. With a token, GET /api/account lists the networks.':
    'Peça ao operador do gateway que acrescente este endereço, ou envie a requisição a partir de uma rede da conta. Com um token, GET /api/account lista as redes.',
  'GET /api/auth/whoami with the certificate names the reason. Often the intermediates are not sent. The operator of the gateway knows which CAs are accepted.':
    'GET /api/auth/whoami com o certificado indica o motivo. Muitas vezes, os certificados intermediários não são enviados. O operador do gateway sabe quais ACs são aceitas.',
  'Have the program present the certificate in the TLS handshake.':
    'Faça o programa apresentar o certificado no handshake TLS.',
  'Compare the client id and the certificate in the program with those that you were given. If the certificate is new, ask the operator of the gateway to link it. With a token, GET /api/account/certificates lists those of the account. If the certificate is not yours, another party has the client secret: rotate the secret.':
    'Compare o client id e o certificado no programa com os que você recebeu. Se o certificado é novo, peça ao operador do gateway que o vincule. Com um token, GET /api/account/certificates lista os da conta. Se o certificado não é seu, outra pessoa tem o segredo do cliente: rotacione o segredo.',
  'Use another certificate of the account, or ask the operator of the gateway to link one with a new key.':
    'Use outro certificado da conta, ou peça ao operador do gateway que vincule um com uma chave nova.',
  'Use a newer certificate of the account. If there is none, ask the operator of the gateway to link one.':
    'Use um certificado mais novo da conta. Se não houver nenhum, peça ao operador do gateway que vincule um.',
  'Get a certificate with such a key, and ask the operator of the gateway to link it. With a token for another certificate, you can link it yourself: POST /api/account/certificates.':
    'Obtenha um certificado com uma dessas chaves e peça ao operador do gateway que o vincule. Com um token de outro certificado, você mesmo pode vinculá-lo: POST /api/account/certificates.',
  'Use a certificate with the CNPJ of the account. If the CNPJ of the account is wrong, tell the operator of the gateway.':
    'Use um certificado com o CNPJ da conta. Se o CNPJ da conta está errado, avise o operador do gateway.',
  'Remove the scope from the program, or ask the operator of the gateway for it.':
    'Remova o escopo do programa, ou peça-o ao operador do gateway.',
  'Look for a mistyped name, or one of another environment. The operator of the gateway has the list of names.':
    'Procure um nome digitado errado, ou de outro ambiente. O operador do gateway tem a lista dos nomes.',
  'Check whether it was replaced. If it is lost, ask the operator of the gateway to set another one.':
    'Confira se ela foi trocada. Se foi perdida, peça ao operador do gateway que defina outra.',
  'Ask the operator of the gateway why, and ask to enable the user.':
    'Pergunte o motivo ao operador do gateway e peça que ele ative o usuário.',
  'Have the program log in again, and store the refresh token of each response unchanged.':
    'O programa deve fazer login de novo e armazenar o refresh token de cada resposta sem alteração.',
  'Have the program log in again. The operator of the gateway can find out who ended the login.':
    'O programa deve fazer login de novo. O operador do gateway pode descobrir quem encerrou o login.',
  'Have the program log in again, and keep only the newest refresh token. If no program of yours sent it twice, tell the operator of the gateway.':
    'O programa deve fazer login de novo e guardar só o refresh token mais novo. Se nenhum programa seu o enviou duas vezes, avise o operador do gateway.',
  'Have the program use each token until it expires. If you need more, ask the operator of the gateway.':
    'Faça o programa usar cada token até ele expirar. Se você precisa de mais tokens, fale com o operador do gateway.',
  'Send it again after the number of seconds in Retry-After. If it continues, tell the operator of the gateway the request id.':
    'Envie-a de novo depois dos segundos indicados em Retry-After. Se continuar, informe o id da requisição ao operador do gateway.',
  'Send it again in a moment. If it continues, tell the operator of the gateway the request id.':
    'Envie-a de novo em um momento. Se continuar, informe o id da requisição ao operador do gateway.',
  'Tell the operator of the gateway the request id.': 'Informe o id da requisição ao operador do gateway.',
  'Request a new token. If this request is rejected, look up its request id. The operator of the gateway can find out who revoked the token.':
    'Peça um token novo. Se isso for rejeitado, consulte o id dessa requisição. O operador do gateway pode descobrir quem revogou o token.',
  'Look the request up with the newer release.': 'Consulte com a versão mais nova.',
};
