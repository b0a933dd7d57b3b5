import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { SecretStrength } from '../../src/crypto/secrets/secret-strength.js';

/**
 * An attacker with a list of a few thousand words tries phrases of them as quickly as other texts, and
 * people take few words, which belong together.
 */
const strength = new SecretStrength({ waitingMax: 200, loadMsMax: 60_000, answerMsMax: 30_000 });
const weaknessOf = (text: string): Promise<string | null> =>
  strength.weaknessOf({ secret: new Secret(text), field: 'secret', names: ['Loja Aurora'] });

const refused = {
  English: `
    CorrectHorseBatteryStaple | correct horse battery staple | correct-horse-battery-staple | Correct1Horse2Battery3Staple4
    C0rrectH0rseBatterySt4ple | correcthorsebatterystaple! | BlueMountainRiver2026 | summer winter spring autumn
    MyDogLovesBananas | MyCatIsBlackAndWhite | ThisIsMySecretKey123 | ILoveMyBeautifulWife | TheQuickBrownFox99
    ThisIsTheBestStore2026 | GreenAppleRedOrange | purple monkey dishwasher | WelcomeToTheJungle1 | LetMeInPlease2026
    MyCompanyIsTheBest! | coffee table window chair | SunMoonStarsSky2025 | HappyNewYear2026! | PeaceLoveMusicDance
    BlackCoffeeWhiteSugar | FastCarRedFerrari1 | john loves mary forever | DragonMasterWarrior99 | RainbowUnicornPrincess
    NeverGiveUpOnYou | OpenTheDoorPlease1 | Happy-Horse-Green-River | GoldenRetrieverPuppy7 | my favorite football team`,
  Portuguese: `
    MinhaSenhaForte123 | minha senha muito forte | vidro trem sopa caneta | CavaloCorretoBateriaGrampo | MeuCachorroSeChamaRex
    EuAmoMinhaFamilia2026 | CasaAzulPortaVerde | JesusEuConfioEmVos | DeusEFiel2026! | AmorPazEFelicidade | MinhaLojaMeuSonho
    cafe com leite e pao | FeijaoComArroz123 | VerdeAmareloAzulBranco | BomDiaMeuAmor | SextaFeiraCervejaGelada
    LojaDoJoaoEDaMaria | gato preto casa branca | SolMarPraiaVerao2026 | MinhaFilhaEMinhaVida | FlamengoCampeaoDoMundo
    PalmeirasNaoTemMundial | SaoPauloRioBahiaMinas | M3uC4chorr0L1nd0! | TrabalhoDinheiroSucesso | VidaNovaCasaNova2026
    chave do gateway do banco | ComputadorTecladoMouse1 | cadeira mesa janela porta | AguaMoleEmPedraDura | UmDoisTresQuatroCinco`,
  Spanish: `
    MiClaveSecreta2026 | CaballoCorrectoBateria | mi casa es tu casa | PerroGatoRatonLeon | TeQuieroMuchoMiAmor | HolaMundoCruel2026
    LunaSolEstrellaCielo | ElPerroDeMiVecino | MiHijoSeLlamaDiego | VivaLaVidaLoca99 | RealMadridCampeon2026 | CafeConLecheYPan
    BuenosDiasMiAmor | DiosEsMiPastor2026 | azul verde rojo amarillo | LaVidaEsBella123 | CorazonDeMelonVerde | TrabajoFamiliaYAmor
    GuerraPazAmorOdio | mesa silla ventana puerta | MiPrimerCocheRojo | NuestraTiendaEsLaMejor | AguaFuegoTierraAire
    JuegoDeTronos2026 | LaCasaDePapel2026`,
};
const phrases = Object.values(refused).flatMap((text) =>
  text
    .split(/[|\n]/)
    .map((phrase) => phrase.trim())
    .filter(Boolean),
);

test('there are at least 80 phrases', () => {
  expect(new Set(phrases).size).toBeGreaterThanOrEqual(80);
});

test.each(phrases)('%j is refused as a client secret', async (phrase) => {
  const weakness = await weaknessOf(phrase);
  expect(weakness).toMatch(/^must /);
  expect(weakness?.toLowerCase()).not.toContain(phrase.toLowerCase());
});

/** The estimator sees repetitions alone that end as they began. */
test.each([
  `${'correcthorse'.repeat(5)}corr`,
  `${'passarinhoverde'.repeat(3)}passa`,
  `${'CasaAzulPortaVerde'.repeat(2)}Casa`,
  `${'HappyHorse'.repeat(4)}Hap`,
])('%j, a phrase that is repeated with a remainder, is refused', async (text) => {
  expect(await weaknessOf(text)).toContain('phrase');
});

/** The same in every run. */
const bytesOf = (n: number, length: number): Buffer =>
  createHash('sha512')
    .update(`secret ${String(n)}`)
    .digest()
    .subarray(0, length);
const tens = Array.from({ length: 10 }, (_, n) => n);
const uuidOf = (n: number): string =>
  bytesOf(n, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');

const diceware = [
  'gopher unlit crayon sprout badge wafer',
  'tinker-velvet-oblong-hatchet-murky-quartz',
  'CrumpetBaffleGlitchTrowelYodelSphinx',
  'abacaxi-rodapé-cipreste-lagarto-penhasco-bússola',
  'tinaja bisagra cangrejo orégano brújula zócalo',
];

test.each([
  ...tens.map((n) => bytesOf(n, 16).toString('base64')),
  ...tens.map((n) => bytesOf(n, 18).toString('base64url')),
  ...tens.map((n) => bytesOf(n, 16).toString('hex')),
  ...tens.map(uuidOf),
  ...tens.map((n) => `ptr_${bytesOf(n, 24).toString('base64url')}`),
  ...diceware,
  randomBytes(12).toString('base64url'),
  randomUUID(),
])('%j is taken', async (secret) => {
  expect(await weaknessOf(secret)).toBeNull();
});

test('a phrase is judged by all of it, and one of many unusual words is taken', async () => {
  expect(await weaknessOf('gopher unlit crayon')).toContain('phrase');
  expect(await weaknessOf('gopher unlit crayon sprout badge wafer')).toBeNull();
});
