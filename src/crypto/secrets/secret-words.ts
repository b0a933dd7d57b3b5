/**
 * The words that others know: the names of an account and its clients, the words of this product, and
 * published examples. Loaded by the thread of `secret-strength-thread.ts` alone.
 */

/** Shorter parts of a name count only joined with the next, as `Sao` of `Padaria Sao Joao`. */
const wordCharactersMin = 4;
const namePartsMax = 16;
/** A name with a year or a few digits behind it is what people choose. */
const besideNamesMin = 6;

/** Words that an attacker of this product tries first, in the languages of those who run it. */
export const productWords = (
  'portaria gateway token bearer oauth auth secret segredo secreto senha password passwd contrasena clave chave ' +
  'client cliente merchant lojista loja account conta cuenta admin administrator administrador operator operador ' +
  'user usuario login acesso acceso access api pix avista boleto pagamento pago payment banco bank realm certificado ' +
  'certificate mtls teste test prueba sandbox homolog homologacao producao produccion production padrao default ' +
  'mudar trocar cambiar changeme brasil brazil super strong forte fuerte master private publico key keys prod prd ' +
  'dev develop staging stage hml qas live demo server servidor service servico app web jwt hmac saml oidc webhook integration ' +
  'integracao integracion ecommerce marketplace checkout venda vendas ventas compra compras cartao tarjeta fatura nfe'
).split(' ');

/** Most words have none, and there are 180,000. */
export const withoutAccents = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : text.normalize('NFKD').replace(/\p{M}/gu, '');
export const isLetterOrDigit = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);

/** Characters that are written for each other, by the one that they are compared as. */
const lookalikes = new Map(
  ['a4@', 'b8', 'c(', 'e3', 'g9', 'il1!|', 'o0', 's5$', 't7+', 'z2'].flatMap((alike) =>
    alike.split('').map((character) => [character, alike.charAt(0)] as const),
  ),
);

/** Turns a character into the one that it is compared as; an empty text drops it. */
type Fold = (character: string) => string;
const dropPunctuation: Fold = (character) => (isLetterOrDigit(character) ? character : '');
const foldLookalikes: Fold = (character) => lookalikes.get(character) ?? dropPunctuation(character);

/** Returns the parts of the names, and the parts beside each other joined. */
export const expandNames = (names: readonly string[]): string[] => {
  const words = names.flatMap((name) => {
    const parts =
      withoutAccents(name.toLowerCase())
        .match(/[\p{L}\p{N}]+/gu)
        ?.slice(0, namePartsMax) ?? [];
    return parts.flatMap((_, from) =>
      parts.slice(from).map((_part, to) => parts.slice(from, from + to + 1).join('')),
    );
  });
  return [...new Set(words.filter((word) => word.length >= wordCharactersMin))];
};

/** Whether next to nothing is left of a text without the words in it. */
export const consistsOf = (words: readonly string[], plain: string): boolean =>
  [dropPunctuation, foldLookalikes].some((fold) => {
    const left = countBeside(words, plain.toLowerCase(), fold);
    return left !== null && left < besideNamesMin;
  });

/** Returns how many letters and digits stand beside the words; `null` when none is in the text. */
const countBeside = (words: readonly string[], text: string, fold: Fold): number | null => {
  const kept = text.split('').filter((character) => fold(character) !== '');
  const longestFirst = [...words].sort((one, other) => other.length - one.length);
  const before = kept.map(fold).join('');
  const after = longestFirst
    .map((word) => word.split('').map(fold).join(''))
    .reduce((left, word) => left.replaceAll(word, ' '.repeat(word.length)), before);
  if (after === before) return null;
  const left = kept.map((character, place) => (after[place] === ' ' ? ' ' : character)).join('');
  // People put a year behind a word as easily as one digit.
  return left
    .replace(/(?:19|20)\d\d/, '0')
    .split('')
    .filter(isLetterOrDigit).length;
};

/** Secrets out of RFCs and documentation that are copied, in lower case and without punctuation. */
const publishedExamples = [
  // RFC 6749, 6750, 7515, 7591, 7617, 7636, 9562.
  ...[
    'gX1fBat3bV',
    '7Fjfp0ZBr1KtDRbnfVdmIw',
    's6BhdRkqt3',
    'SplxlOBeZQQYbYS6WxSbIA',
    '2YotnFZFEjr1zCsicMWpAA',
  ],
  ...['tGzv3JOkF0XG5Qx2TlKWIA', 'A3ddj3w', 'czZCaGRSa3F0MzpnWDFmQmF0M2JW', 'mF_9.B5f-4.1JqM', 'opensesame'],
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  ...['cf136dc3c1fc93f31185e5885805d', 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'],
  ...['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', '919108f7-52d1-4320-9bac-f847db4148a8'],
  ...['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'],
  // What documentation of others shows: OpenID Connect, jwt.io, AWS, one-time passwords, UUIDs.
  'ZJYCqe3GGRvdrudKyZS0XhGv_Z45DuKhCU0gBR1vZk',
  ...[
    'your-256-bit-secret',
    'your-384-bit-secret',
    'your-512-bit-secret',
    'a-string-secret-at-least-256-bits-long',
  ],
  'at-least-256-bits-long',
  'correcthorsebatterystaple',
  ...['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AKIAIOSFODNN7EXAMPLE', 'JBSWY3DPEHPK3PXP'],
  ...['550e8400-e29b-41d4-a716-446655440000', '123e4567-e89b-12d3-a456-426614174000'],
  ...['3fa85f64-5717-4562-b3fc-2c963f66afa6', '12345678-1234-1234-1234-123456789012'],
].map((example) => example.toLowerCase());

/** Says whether a text is a published example, with little besides. */
export const isPublishedExample = (plain: string): boolean =>
  consistsOf(publishedExamples, plain) || consistsOf([...publishedExamples, ...productWords], plain);

/** Only top-level domains that people have an address under: random characters hold an `@` and a dot too. */
const mailAddress =
  /^[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|info|biz|gov|edu|app|dev|io|example|test|local|br|es|pt|ar|mx|cl|co|pe|uy|us|uk|de|fr|it)[^a-z]{0,6}$/i;

/** Says whether a text is a mail address, which others know, also with a few digits behind it. */
export const isMailAddress = (text: string): boolean => mailAddress.test(text.trim());
