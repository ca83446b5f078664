// A certified OpenID Connect provider on this machine, with made-up people. For tests only.
// node oidc_provider.mjs PROVIDER_MODULE PORT GROUPS_FILE PLACE_OF_GROUPS
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, port, groupsFile, place] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(module).href);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'ng911risk',
    client_secret: 'made up for a test',
    redirect_uris: ['https://127.0.0.1/oidc/callback'],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'preferred_username'],
    groups: ['groups'],
  },
  scopes: ['openid', 'email', 'profile', 'groups'],
  pkce: { required: () => true },
  // Some providers tell the groups in the identity token, others only when they are asked.
  conformIdTokenClaims: place !== 'token',
  cookies: { keys: ['made up for a test'] },
  findAccount: (_, id) => ({
    accountId: id,
    // Read anew each time, so that a test can change it.
    claims: () => ({ sub: id, ...JSON.parse(readFileSync(groupsFile, 'utf8'))[id] }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
