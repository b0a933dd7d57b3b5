import type { Texts } from './en.js';
import type { refusedEn } from './refused-en.js';

export const refusedPtBr: Texts<typeof refusedEn> = {
  lastOperator:
    'Não restaria outro operador capaz de obter, a partir do endereço desta requisição, tokens com admin:write durante os próximos 7 dias. Antes, dê a outro operador uma credencial e um certificado.',
  lastOperatorsCa:
    'Sem ela, o NGINX poderia não aceitar nenhum operador com admin:write. Antes, vincule a um operador um certificado de outra AC e adicione essa AC às ACs de clientes (client-ca import, client-ca add).',
  lastClientCa: 'É a última AC de clientes, e o NGINX não inicia sem nenhuma. Antes, adicione outra.',
  credentialRevoked: 'A credencial está revogada em definitivo. Crie outra.',
  keyCompromised: 'O certificado foi revogado por keyCompromise, o que é definitivo.',
  keyReused:
    'Um certificado com esta chave foi revogado porque a chave foi comprometida. Gere uma chave nova.',
  noCa: 'O gateway ainda não tem uma AC. Antes, crie ou importe uma.',
  ownRequest: 'Quem pediu não pode decidir. Peça a decisão a outro operador, ou retire o pedido.',
  sameCertificate: 'Quem pediu tem o mesmo certificado. Outro operador precisa aprovar.',
  laterOperator: 'Só pode aprovar quem já era operador antes do pedido.',
  askerLost:
    'A conta de quem pediu foi alterada depois do pedido, ou não pode mais fazer esta alteração com a credencial e o certificado com que pediu. É preciso pedir de novo.',
  requestChanged:
    'O pedido armazenado não corresponde ao original: ele foi alterado no banco de dados ou selado sob outro pepper. Verifique a trilha de auditoria e depois peça a alteração de novo.',
  notTheirs: 'Só quem pediu pode retirar o pedido. Para encerrá-lo, rejeite-o com um motivo.',
  storedSecret:
    'Uma alteração que aguarda aprovação fica armazenada, e um segredo não pode ficar. Deixe-o de fora: um segredo é gerado, e quem aprova o recebe.',
  cnpj: 'O CNPJ tem 12 letras ou dígitos e mais 2 dígitos.',
  emptyReason: 'Informe o motivo: quem pediu vai lê-lo.',
  oneLine: 'O texto precisa caber em uma linha, sem caracteres de controle nem caracteres invisíveis.',
  network: 'Informe uma rede IP, como 203.0.113.0/24 ou 2001:db8::/32.',
  username: 'O nome de usuário deve ter de 3 a 128 caracteres: letras, dígitos e . @ _ + -',
  privateKeyGiven:
    'Isto contém uma chave privada, que precisa continuar em segredo. Informe somente o certificado. Nada foi armazenado.',
  privateKeyForRequest:
    'Isto contém uma chave privada, que precisa continuar em segredo. Gere uma chave nova e informe somente a CSR. Nada foi armazenado.',
  pkcs12:
    'Isto é um arquivo PKCS#12 (.p12 ou .pfx), que contém uma chave privada. A chave precisa continuar em segredo: extraia só o certificado com openssl pkcs12 -in client.p12 -clcerts -nokeys.',
  pkcs7:
    'Isto é um arquivo PKCS#7 (.p7b), que não é aceito aqui. Extraia os certificados com openssl pkcs7 -print_certs -in client.p7b.',
  requestGiven:
    'Isto é uma CSR. Informe o certificado que uma AC emitiu para ela, ou peça que o gateway a assine.',
  publicKey: 'Isto é uma chave pública. Informe o certificado que a contém.',
  publicKeyForRequest:
    'Isto é uma chave pública, que não prova nada. Informe uma CSR assinada com a chave privada dela.',
  certificateGiven: 'Isto é um certificado, e não uma CSR. Informe uma CSR.',
  notOnePem: 'Informe um único certificado X.509 em PEM.',
  linkedHere: 'O certificado já está vinculado a esta conta.',
  noCertificate: 'A conta não tem certificado vinculado. Antes, vincule o certificado.',
  contractChanged: 'Outra alteração aconteceu ao mesmo tempo. Confira a credencial e tente de novo.',
  linkedElsewhere:
    'O certificado já está vinculado a outra conta. Se as duas devem tê-lo, vincule-o como compartilhado.',
  untrusted: 'Nenhuma AC de clientes assinou o certificado, por isso o listener TLS nunca o aceita.',
  noIntermediate:
    'O emissor do certificado não é uma AC de clientes: o listener TLS só o aceita se o cliente enviar os certificados intermediários.',
  noClientCas:
    'O gateway não tem a lista de ACs de clientes, por isso não foi verificado se o listener TLS aceita o certificado.',
  selfSigned:
    'O certificado é autoassinado: o listener TLS só o aceita se as ACs de clientes do NGINX o contiverem.',
  explicitCurve:
    'A chave do certificado descreve a curva por extenso, em vez de nomeá-la, e o listener TLS não aceita isso.',
  noClientAuth:
    'O extended key usage do certificado não contém clientAuth, e o listener TLS não aceita isso.',
  noSignatures:
    'O key usage do certificado não contém digitalSignature nem keyAgreement, e o listener TLS não aceita isso.',
  unknownExtension: 'O certificado tem uma extensão crítica que o OpenSSL não conhece.',
  weakSignature: 'A AC assinou o certificado com SHA-1 ou MD5.',
  expired: 'O certificado expirou.',
  notYetValid: 'O certificado ainda não é válido. Ele é rejeitado até a data de início da validade.',
  notForClients: 'O extended key usage do certificado não contém clientAuth: ele não serve para clientes.',
  caGiven: 'Isto é o certificado de uma AC. Informe o certificado de cliente que ela assinou.',
  otherCnpj: 'O CNPJ do certificado não é o da conta.',
  chainGiven: 'Da cadeia informada, só o certificado de cliente é usado.',
  keyLeaked:
    'Um certificado com a mesma chave foi revogado porque a chave foi comprometida. Gere uma chave nova.',
};
