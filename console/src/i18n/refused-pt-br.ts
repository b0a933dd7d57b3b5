import type { Texts } from './en.js';
import type { refusedEn } from './refused-en.js';

export const refusedPtBr: Texts<typeof refusedEn> = {
  lastOperator:
    'Nenhum outro operador poderia obter um token com admin:write por uma semana, a partir do endereço desta requisição. Antes, dê a outro operador uma credencial e um certificado.',
  lastOperatorsCa:
    'Sem ela, o NGINX poderia não aceitar nenhum operador com admin:write. Antes, vincule a um operador um certificado de outra AC e adicione essa AC às ACs de clientes (client-ca import, client-ca add).',
  lastClientCa: 'É a última AC de clientes, e o NGINX não inicia sem nenhuma. Antes, adicione outra.',
  credentialRevoked: 'A credencial está revogada em definitivo. Crie outra.',
  keyCompromised: 'O certificado foi revogado por keyCompromise, o que é definitivo.',
  keyReused:
    'Um certificado com esta chave foi revogado porque a chave foi comprometida. Gere uma chave nova.',
  noCa: 'O gateway ainda não tem uma AC. Antes, crie ou importe uma.',
  ownRequest: 'Quem pediu não pode decidir. Outro operador decide, ou retire o pedido.',
  sameCertificate: 'Quem pediu tem o mesmo certificado. Outro operador precisa aprovar.',
  laterOperator: 'Só pode aprovar quem já era operador antes do pedido.',
  askerLost:
    'Quem pediu não pode mais fazer esta alteração com a credencial e o certificado com que pediu. Outro operador precisa pedir de novo.',
  requestChanged:
    'O pedido não é o que foi feito: ele foi alterado no banco de dados, ou selado sob outro pepper. Verifique a trilha de auditoria e depois peça a alteração de novo.',
  notTheirs: 'Só quem pediu pode retirar o pedido. Para encerrá-lo, rejeite-o com um motivo.',
  storedSecret:
    'Uma alteração que aguarda aprovação fica armazenada, e um segredo não pode ficar. Deixe-o de fora: um segredo é gerado, e quem aprova o recebe.',
};
