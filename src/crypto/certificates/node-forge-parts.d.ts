/** The files of node-forge that `asn1.ts` needs, without the rest of it. */
declare module 'node-forge/lib/asn1.js' {
  import { asn1 } from 'node-forge';
  export = asn1;
}

declare module 'node-forge/lib/util.js' {
  import { util } from 'node-forge';
  export = util;
}
