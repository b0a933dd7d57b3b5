/** Reasons that were renamed: as older refusals record them, and what they are called now. */
const renamedReasons: ReadonlyMap<string, string> = new Map([
  ['no_door', 'not_from_proxy'],
  ['wrong_door', 'wrong_listener'],
  ['certificate_only_presented', 'certificate_not_in_handshake'],
  ['method_not_registered', 'client_key_not_registered'],
]);

/** The current name of a reason as a refusal records it. */
export const currentReasonOf = (recorded: string): string => renamedReasons.get(recorded) ?? recorded;
