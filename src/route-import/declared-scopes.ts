import { followReference } from './follow-reference.js';
import { isMapping, type Mapping, own, ownMapping } from './mapping.js';
import { shown } from './shown.js';

/**
 * Returns the scopes that the flows of the document's OAuth 2.0 schemes list. OpenID Connect lists
 * its scopes outside the document.
 */
export const declaredScopes = (root: Mapping): ReadonlySet<string> =>
  new Set(
    Object.entries(ownMapping(ownMapping(root, 'components'), 'securitySchemes'))
      .map(([name, scheme]) => followReference(root, scheme, `security scheme ${shown(name)}`))
      .filter((scheme) => own(scheme, 'type') === 'oauth2')
      .flatMap((scheme) => Object.values(ownMapping(scheme, 'flows')))
      .filter(isMapping)
      .flatMap((flow) => Object.keys(ownMapping(flow, 'scopes'))),
  );
