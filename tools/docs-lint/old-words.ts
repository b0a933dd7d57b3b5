import type { Page, Problem } from './page.js';

/** Words that were replaced (docs/reference/glossary.md), and what to write instead. */
const replacedWords: readonly (readonly [RegExp, string])[] = [
  [/\bdoors?\b|Doors?(?![a-z])/i, 'listener, proxy secret'],
  [/\bwings?\b|Wings?(?![a-z])/, 'error responder, admin API, self-service'],
  [/\bdesk\b|Desk(?![a-z])/i, 'the use cases, CliContext'],
  [/\bhop\b|\bHop\b|\bstrangers?\b/i, 'trusted proxy, untrusted peer'],
  [/\bBooks?\b|\bbooks\b|Book(?:Reader|Writer|Revoker)/, 'unit of work, repository, database'],
  [/\bHeld\b|\bhold[A-Z]\w*/, 'Locked, lock...'],
  [/witness|testif|testimon/i, 'audit recorder'],
  [/\bdeeds?\b|RefusedDeeds|Circumstances/i, 'operation, request context'],
  [/AlreadyDone|KeptOutcome|KeyShelf|\bUseCases\b|\bOwnCases\b|CommandHouse/, 'see the glossary'],
  [/smith(?![a-z])/i, 'generator'],
  [/TokenNamer|NamingClaims|TokenSort/, 'TokenIdGenerator, ContractClaims, TokenProfile'],
  [/\bpayers?\b|HashPayer/i, 'quota key'],
  [/stoodOn|\bstood on\b/i, 'proofs used'],
  [/\w+Facts\b/, 'CertificateInfo, RealmSettings, IssuerMetadata, Revocation'],
  [/\bcorridor\b|straight line/i, 'token request pipeline'],
  [/\bupkeep\b|\bchores?\b/i, 'jobs, scheduler, maintenance'],
  [/\bUnusable\b|\bStartupError\b/, 'DeploymentError'],
  [/\blanes?\b|UserLanes|_LANES/i, 'maximum in flight'],
  [/\bHouse\b|openHouse|\bhouse\b/, 'TestApp, startApp'],
  [/\bwish(?:es|ed)?\b|\w+Wish\b/i, 'input'],
  [/\bDeparture\b|orchestrator/i, 'ConnectionDrain, health probe'],
  [/\bDigestMove\w*\b/, 'DigestUpgrader'],
  [/[mM]ovedDigest|moved[-_]digest|\bmoved digest/, 'copied digest'],
  [/TrustedAuthorit|ClientAuthorit(?:y|ies)(?!\w*Migration)/, 'ClientCa'],
  [/\bAuthorityStore\b|\bCertificateAuthorityStatus\b/, 'ClientSnapshotReader'],
  [/\b(?:chosen|made)(?:Secret|Password|Digest)/, 'custom, generated'],
  [/[cC]utOff/, 'affectedCertificates'],
  [
    /\bKept(?:Files?|Row)\b|\bkeep(?:Deployment|Demo|Database|Outcome|Partitions)\w*/,
    'ensure..., record..., maintain...',
  ],
  [/\bsettle(?:Routes|Options)\b|\bSettled?(?:Options)?\b|\bpile\b/, 'apply, queue'],
  [/\bwords(?:Of|For)\b|\bsay(?:s)?What\w+/, 'describe..., print...'],
  [
    /TokenRequestPipeline|\brenewDigest\b|AllowContract|allowContract/,
    'TokenEndpointHooks, queueDigestUpgrade, SetContractPolicy',
  ],
  [/portaria authority|credential allow\b/, 'portaria ca, portaria credential set-policy'],
  [
    /PORTARIA_(?:SIGNING_CONCURRENCY|MANAGE_LISTENER_CONF|SERVE|RATE_GUESSES|BURST_GUESSES|BATCH_MAX|KEY_DELAY_SECONDS|NAMED_STATEMENTS)\b/,
    "the setting's new name: see the table in CHANGELOG.md",
  ],
  [
    /PORTARIA_(?:SLOW_HASH_PER_(?:CLIENT|SOURCE)|ACCOUNT_REFUSALS_PER_DAY|(?:ISSUANCE|REFUSAL)_DAYS|VERIFY_GRACE_SECONDS)\b/,
    "the setting's new name: see the table in CHANGELOG.md",
  ],
  [
    /portaria_(?:revocation_facts|database_requests_waiting|audit_holds|audit_look_\w+|routes_sound)\b/,
    "the metric's new name: see the table in CHANGELOG.md",
  ],
  [/\bnoticeDays\b|\bdaysOfNotice\b/, 'warningDays, daysToWarnOf'],
  [/\btaxIdToCarry\b/, 'requiredTaxId'],
  [/\bdeployment\.ownCertificate\b/, 'selfSignedCertificate'],
  [/\bSealedSecret\b/, 'GeneratedWebhookSecret'],
  [/\$portaria_(?:account|client|token)\b/, 'portaria_account_id, portaria_client_id, portaria_token_id'],
  [/AuditNotLookedAt/i, 'PortariaAuditNotVerified'],
  [/x-presented-client-cert/i, 'X-Header-Client-Cert'],
  [/crowded_out|\bcrowdedOut\b/, 'throttled'],
  [/certificate_only_presented/, 'certificate_not_in_handshake'],
  [/client-authorities\b|clientAuthorities\b/, 'client-cas, clientCas'],
  [/retire-secret\b|\bkey drop\b|--noted\b|\bnoted=/, 'revoke-secret, key revoke, --checkpoint'],
  [
    /\bdroppedAt\b|PresentedRefusals\b|managed\.conf\b/,
    'revokedAt, CertificateHolderRefusals, management-proxying.conf',
  ],
  [
    /FamilyEnding\b|endRefusalCounts\b|test\/gateway\b|openGateway\b/,
    'FamilyRevocationReason, summaries, auth-request',
  ],
  [/[fF]oreignDigest|[fF]oreign-digest|ForeignStored/, 'imported digest'],
  [/\bchargedTo\b|\bCharge</, 'quota key, quota owner'],
  [/OauthRow|oauthRows|KeptCertificate|FollowedTrail/, 'OauthErrorResponse, CertificateFiles, ReplayedTrail'],
  [/["'`]holds["'`]|\bholds: (?:true|false)\b/, 'valid'],
  [/\bsomebody\b|\bwhoever\b|\bnobody\b/i, "the role's name"],
  [/\b(?:he|him|his)\b/, 'they, or the role'],
  [/partition was (?:made|kept)/, 'partition created, partition drop postponed'],
  [/method_not_registered/, 'client_key_not_registered'],
  [/OperatorCredentialExpires/i, 'PortariaOperatorCertificatesExpire, PortariaOperatorSecretsExpire'],
  [
    /\bthe (?:heartbeat|partitions|database|revocations|key ring|route table|peppers|notices|audit trail|log of refusals) (?:cannot be used|can be used again)/,
    'what fails: "reading the key ring failed"',
  ],
  [/certificateFingerprint: presented\b/, 'certificateAtIssue'],
  [/\bauthentication: tokens\.contracts/, 'acceptsAuthenticationHeader'],
  [/\bisRead: |\.isRead\b/, 'hasReloadJob'],
  [/\bclock: \(databaseMs\b|dependencies\.clock\b/, 'issuingClock'],
  [/\bconnections\.managing\b|\bissuing, managing\b/, 'maintenance, as the pool is called'],
  [/\bof before\b|\bfor good\b|\bstands? against\b/i, 'previous, permanently, conflicts with'],
];

/** Lines on which an old word is a name in the database, in a published document, or in another program. */
const named: readonly RegExp[] = [
  // The column refusal.door.
  /contract, door, reason|q\.door\b|\bdoor AS listener\b|`refusal\.door`/,
  // The view that processes of the previous release read.
  /^moved_digest: select all$/,
  // Names in Go's net/http and Java's java.net.http.
  /\bhttp\.NoBody\b|\bBodyPublishers\.noBody\b/,
  // The operating system's user.
  /nobody: 'nogroup'|user nobody|'nobody'\]/,
];

/** Returns what to write instead of the old words of a line. */
export const oldWordsOf = (line: string): readonly string[] =>
  named.some((place) => place.test(line))
    ? []
    : replacedWords.flatMap(([word, instead]) => {
        const hit = word.exec(line);
        return hit ? [`"${hit[0]}": write ${instead}`] : [];
      });

/** Finds the old words of a page, its code included. */
export const oldWordsIn = (page: Page): readonly Problem[] =>
  page.text
    .split('\n')
    .flatMap((line, index) => oldWordsOf(line).map((message) => ({ line: index + 1, message })));
