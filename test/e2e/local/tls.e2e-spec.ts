import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { IncomingMessage } from 'node:http';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { certificates, TEST_CA } from '../../hostile/faults/support/certificates.js';

const CA_FILE = fileURLToPath(
  new URL('../../hostile/faults/support/certificates/test-ca.pem', import.meta.url),
);

/** What an application does that trusts the certificate by its environment, and knows nothing of this package. */
const VERIFY = `
  import { JwtRsaVerifier } from 'aws-jwt-verify';
  const [issuer, audience, jwksUri, token] = process.argv.slice(1);
  const verifier = JwtRsaVerifier.create({ issuer, audience, jwksUri });
  process.stdout.write((await verifier.verify(token)).email);
`;

describe('a local Cognito with a certificate', () => {
  let local: LocalCognito;

  beforeAll(async () => {
    local = await LocalCognito.start({ tls: certificates.loopback, issuer: 'local' });
  });
  afterAll(() => local.close());

  async function read(path: string, ca?: string): Promise<unknown> {
    const request = get(local.origin + path, { ca, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return JSON.parse(await text(response));
  }

  it('answers over https, and names itself so', async () => {
    const { pathname } = new URL(local.jwksUri);

    expect(local.origin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await read(pathname, TEST_CA)).toEqual(local.userPool.jwks);
    expect(
      await read(pathname.replace('jwks.json', 'openid-configuration'), TEST_CA),
    ).toMatchObject({ issuer: local.issuer, token_endpoint: `${local.origin}/oauth2/token` });
  });

  it('is not believed by those who do not trust the certificate', async () => {
    await expect(read(new URL(local.jwksUri).pathname)).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  it('is verified against by aws-jwt-verify as it comes', async () => {
    const token = local.userPool.idToken({ claims: { email: 'alice@example.com' } });
    const { issuer, clientId, jwksUri } = local;
    const child = spawn(
      process.execPath,
      ['--input-type=module', '--eval', VERIFY, '--', issuer, clientId, jwksUri, token],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: CA_FILE } },
    );
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);

    expect({ output, errors, code }).toEqual({ output: 'alice@example.com', errors: '', code: 0 });
  });
});
