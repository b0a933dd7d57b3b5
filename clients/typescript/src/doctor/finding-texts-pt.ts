import type { FindingTexts } from './finding-texts.js';

/** The same in Brazilian Portuguese. */
export const portugueseTexts: FindingTexts = {
  file_unreadable: ['Não foi possível ler {file} ({reason}).', 'Confira o caminho e as permissões.'],
  file_too_large: [
    '{file} é maior que {limit}.',
    'Informe o arquivo que tem só o certificado ou só a chave.',
  ],
  file_empty: ['{file} está vazio.', 'Salve-o de novo a partir de onde você o recebeu.'],
  file_is_der: [
    '{file} é um certificado binário (DER), e os programas esperam texto (PEM).',
    'Converta-o: openssl x509 -inform DER -in ARQUIVO -out client.pem',
  ],
  key_is_der: [
    '{file} é uma chave privada binária (DER), e os programas esperam texto (PEM).',
    'Converta-a: openssl pkey -inform DER -in ARQUIVO -out client.key',
  ],
  file_is_pkcs12: [
    '{file} é um arquivo PKCS#12 (.p12 ou .pfx), não PEM.',
    'Informe-o com --pfx ou separe-o: openssl pkcs12 -in ARQUIVO -clcerts -nokeys -out client.pem',
  ],
  file_is_pkcs7: [
    '{file} é um arquivo PKCS#7 (.p7b), que tem certificados e nenhuma chave.',
    'Desempacote-o: openssl pkcs7 -inform DER -print_certs -in ARQUIVO -out client.pem',
  ],
  file_is_request: [
    '{file} tem uma solicitação de assinatura (CSR), não um certificado.',
    'Use o certificado que a AC emitiu para ela.',
  ],
  file_without_certificate: [
    '{file} não tem certificado em PEM.',
    'Informe o arquivo com as linhas BEGIN CERTIFICATE e END CERTIFICATE.',
  ],
  file_without_key: [
    '{file} não tem chave privada em PEM.',
    'Informe o arquivo com as linhas BEGIN PRIVATE KEY e END PRIVATE KEY.',
  ],
  files_swapped: [
    'O certificado e a chave estão trocados: a chave está em {file}.',
    'Troque os dois arquivos.',
  ],
  pem_cut_off: ['Falta o fim de {file}.', 'Copie tudo, inclusive a linha que começa com -----END.'],
  pem_line_breaks_lost: [
    '{file} perdeu as quebras de linha.',
    'Salve-o de novo com elas; em uma variável de ambiente, transforme cada \\n em quebra de linha.',
  ],
  pem_damaged: [
    'O texto entre BEGIN e END em {file} está danificado.',
    'Salve-o de novo a partir de onde você o recebeu.',
  ],
  header_plus_encoded: [
    '{file} é um valor de cabeçalho codificado como formulário: os espaços viraram sinais de mais.',
    'Use a codificação percentual (RFC 3986), em que o espaço é %20 e o sinal de mais é %2B.',
  ],
  header_twice_encoded: [
    '{file} é um valor de cabeçalho com codificação percentual aplicada duas vezes.',
    'Codifique o PEM uma vez só.',
  ],
  header_value: [
    '{file} é um valor de cabeçalho com codificação percentual.',
    'Ele foi decodificado para esta verificação; para TLS mútuo, os programas precisam do próprio PEM.',
  ],
  key_in_certificate_file: [
    '{file} tem a chave privada junto do certificado.',
    'Guarde a chave em um arquivo separado e não o envie a ninguém.',
  ],
  key_missing: ['Não há chave privada.', 'Informe-a com --key.'],
  key_encrypted: ['A chave em {file} tem senha.', 'Informe a senha com --passphrase-file.'],
  passphrase_wrong: ['A senha não abre {file}.', 'Confira-a: cada caractere, sem espaço em volta.'],
  key_is_openssh: [
    '{file} tem uma chave no formato do OpenSSH.',
    'Use a chave criada com a solicitação de assinatura; chaves de SSH não servem para TLS.',
  ],
  key_unreadable: [
    'Não foi possível ler a chave privada em {file}.',
    'Salve-a de novo ou converta-a: openssl pkey -in ARQUIVO -out client.key',
  ],
  key_mismatch: [
    'A chave não pertence ao certificado.',
    'Use a chave criada com a solicitação de assinatura deste certificado.',
  ],
  pfx_is_pem: ['{file} é PEM, não PKCS#12.', 'Informe-o com --cert, e a chave com --key.'],
  pfx_unreadable: [
    '{file} não é um arquivo PKCS#12 com certificado e chave.',
    'Informe o arquivo .p12 ou .pfx.',
  ],
  pfx_old_encryption: [
    '{file} usa uma criptografia antiga que os programas não leem mais.',
    'Converta-o: openssl pkcs12 -legacy -in ARQUIVO -out all.pem e depois openssl pkcs12 -export -in all.pem -out new.p12',
  ],
  files_unusable: [
    'A biblioteca TLS não aceita estes arquivos ({reason}).',
    'Corrija os outros problemas ou obtenha um certificado novo, com uma chave nova.',
  ],
  own_certificate_not_first: [
    'O seu certificado não é o primeiro em {file}.',
    'Coloque-o primeiro, depois a AC que o assinou e depois a AC dessa AC.',
  ],
  chain_out_of_order: [
    'Os certificados em {file} estão fora de ordem: {subject} não foi assinado pelo seguinte.',
    'Coloque o seu certificado primeiro, depois a AC que o assinou e depois a AC dessa AC.',
  ],
  certificate_expired: ['O certificado expirou em {date}.', 'Use o mais novo ou renove-o.'],
  certificate_not_yet_valid: [
    'O certificado só vale a partir de {date}.',
    'Use o anterior até lá e confira o relógio desta máquina.',
  ],
  certificate_expires_soon: ['O certificado expira em {date} (dias restantes: {days}).', 'Renove-o agora.'],
  intermediate_expired: ['O certificado da AC {subject} expirou em {date}.', 'Peça à sua AC a cadeia atual.'],
  certificate_is_ca: [
    'Este é o certificado de uma AC, não o de um cliente.',
    'Use o certificado de cliente que ela assinou.',
  ],
  certificate_self_signed: [
    'Nenhuma AC assinou este certificado.',
    'Obtenha um de uma AC que o gateway aceita ou peça ao operador que assine um.',
  ],
  key_weak: [
    'A chave do certificado é fraca demais ({key}).',
    'Obtenha um certificado com uma chave nova: RSA de pelo menos 2048 bits, P-256 ou melhor, ou Ed25519.',
  ],
  no_client_auth: [
    'O certificado não é para clientes: o uso estendido da chave não tem clientAuth.',
    'Obtenha um certificado de cliente (TLS Web Client Authentication).',
  ],
  ca_without_certificate: [
    '{file} não tem certificado de AC em PEM.',
    'Informe a AC do certificado do gateway em PEM.',
  ],
  url_not_https: [
    '{url} não começa com https://.',
    'Escreva o endereço como o operador o informou, por exemplo https://auth.example.com.',
  ],
  host_unknown: ['Não foi possível resolver o nome {host}.', 'Confira a grafia e o DNS desta máquina.'],
  connection_refused: ['Nada escuta em {host} na porta {port}.', 'Confira o host e a porta com o operador.'],
  connection_timeout: [
    '{host} não respondeu na porta {port} em {seconds} segundos.',
    'Confira o host, a porta e o firewall para conexões de saída.',
  ],
  connection_failed: [
    'Não há conexão com {host} na porta {port} ({reason}).',
    'Confira o host, a porta e a rede.',
  ],
  connection_closed: [
    '{host} fechou a conexão na porta {port} sem responder.',
    'Confira a porta e se há um firewall ou um proxy no caminho.',
  ],
  plain_http: [
    'A porta {port} de {host} fala HTTP puro, não HTTPS.',
    'Use a porta para TLS mútuo que o operador informou.',
  ],
  not_tls: ['A porta {port} de {host} não fala TLS.', 'Use a porta para TLS mútuo que o operador informou.'],
  tls_version: [
    '{host} e este programa não têm versão de TLS nem cifra em comum.',
    'Confira o host e a porta; o gateway fala TLS 1.2 e 1.3.',
  ],
  server_ca_unknown: [
    'O certificado do servidor é de uma AC em que esta máquina não confia: {issuer}.',
    'Peça ao operador o certificado dessa AC e informe-o com --ca.',
  ],
  server_ca_in_file: [
    'O certificado do servidor é de uma AC em que esta máquina não confia: {issuer}.',
    '{file} tem o certificado dessa AC: informe --ca {file}, se foi o operador que o enviou.',
  ],
  server_wrong_host: [
    'O certificado do servidor é para {names}, não para {host}.',
    'Use o nome de host que o operador informou.',
  ],
  server_expired: [
    'O certificado do servidor expirou, segundo o relógio desta máquina.',
    'Confira o relógio; se estiver certo, avise o operador.',
  ],
  server_not_yet_valid: [
    'O certificado do servidor ainda não é válido, segundo o relógio desta máquina.',
    'Confira o relógio; se estiver certo, avise o operador.',
  ],
  clock_behind: [
    'O relógio desta máquina está {seconds} segundos atrasado em relação ao do servidor.',
    'Acerte-o e sincronize-o com um servidor de horário (NTP).',
  ],
  clock_ahead: [
    'O relógio desta máquina está {seconds} segundos adiantado em relação ao do servidor.',
    'Acerte-o e sincronize-o com um servidor de horário (NTP).',
  ],
  client_ca_rejected: [
    'O servidor encerrou o handshake: ele não aceita a AC do seu certificado ({reason}).',
    'Confira se o certificado e o servidor são os certos e envie os intermediários com ele.',
  ],
  certificate_rejected: [
    'O servidor encerrou o handshake por causa do seu certificado ({reason}).',
    'Confira se o certificado e o servidor são os certos.',
  ],
  certificate_required: [
    'O servidor encerrou o handshake porque nenhum certificado chegou.',
    'Informe o certificado e a chave dele.',
  ],
  not_the_gateway: [
    'O servidor respondeu, mas não como o gateway (HTTP {status}).',
    'Confira o host, a porta e o caminho: precisa ser o endereço para TLS mútuo.',
  ],
  gateway_unavailable: [
    'O gateway não atende no momento (HTTP {status}).',
    'Tente de novo em um minuto e depois avise o operador.',
  ],
  certificate_did_not_arrive: [
    'O certificado não chegou ao gateway.',
    'Procure um proxy no caminho que encerre o TLS e use o endereço para TLS mútuo.',
  ],
  other_certificate_arrived: [
    'Outro certificado chegou ao gateway: {subject}.',
    'Procure um proxy no caminho que encerre o TLS.',
  ],
  chain_missing: [
    'O gateway não consegue montar a cadeia do seu certificado, e o arquivo não tem intermediários.',
    'Coloque o certificado de {issuer} depois do seu; se ele já está lá ou é uma raiz, peça ao operador que aceite essa AC.',
  ],
  client_ca_not_trusted: [
    'O gateway não aceita a AC do seu certificado: {issuer}.',
    'Use um certificado de uma AC que ele aceita ou peça ao operador que aceite esta.',
  ],
  certificate_not_trusted: [
    'O gateway não aceita o certificado ({reason}).',
    'Obtenha um certificado novo ou fale com o operador.',
  ],
  not_linked: [
    'O certificado não está vinculado a nenhuma conta.',
    'Envie ao operador a impressão digital e peça que o vincule: {fingerprint}',
  ],
  client_id_of_other_account: [
    'O certificado está vinculado à conta {accounts}, e o client id {clientId} não pertence a ela.',
    'Confira o client id ou peça ao operador que vincule o certificado à conta dele.',
  ],
  certificate_accepted: ['O gateway aceita o certificado, que está vinculado à conta {accounts}.', ''],
  client_id_matches: ['O client id {clientId} pertence a uma conta do certificado.', ''],
};
