import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { CHROMIUM, Chromium } from '../../support/chromium.js';
import type { VirtualAuthenticator } from '../../support/virtual-authenticator.js';
import { call } from './support/call.js';

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';
const PASSWORD = 'Correct-Horse-1';

/** What the page of an application does, with the API of the browser and that of Cognito. */
const PAGE = (cognito: string): string => `<!doctype html><script>
const call = async (operation, input) => {
  const response = await fetch('${cognito}', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.' + operation,
    },
    body: JSON.stringify(input),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.__type);
  return answer;
};
const create = async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
};
const get = async (options, changes) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({ ...JSON.parse(options), ...changes });
  return (await navigator.credentials.get({ publicKey })).toJSON();
};
const register = async (AccessToken) => {
  const { CredentialCreationOptions } = await call('StartWebAuthnRegistration', { AccessToken });
  const Credential = await create(CredentialCreationOptions);
  await call('CompleteWebAuthnRegistration', { AccessToken, Credential });
  return Credential;
};
</script>`;

type Json = Record<string, unknown>;
type SignInAnswer = { id: string; rawId: string; response: Record<string, string> };
type Challenge = { Session: string; ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: string } };

// A machine without Chromium cannot run it, and says so.
(CHROMIUM === undefined ? describe.skip : describe)('passkeys in Chromium', () => {
  let local: LocalCognito;
  let chromium: Chromium;
  let authenticator: VirtualAuthenticator;
  let app: Server;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    local = await LocalCognito.start({
      firstFactors: ['PASSWORD', 'WEB_AUTHN'],
      webAuthn: { userVerification: 'required' },
      users: [ALICE, BOB].map((email) => ({ email, password: PASSWORD })),
    });
    app = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE(local.origin)),
    );
    await new Promise<void>((resolve) => {
      app.listen(0, '127.0.0.1', resolve);
    });
    chromium = await Chromium.launch(CHROMIUM ?? '');
    authenticator = await chromium.plugIn();
    for (const user of [ALICE, BOB]) tokens.set(user, await passwordSignIn(user));
    await chromium.open(`http://localhost:${(app.address() as AddressInfo).port}`);
  }, 120_000);

  afterAll(async () => {
    await chromium.close();
    await local.close();
    app.close();
    app.closeAllConnections();
  });

  async function passwordSignIn(user: string): Promise<string> {
    const { AuthenticationResult } = await call(local.origin, 'InitiateAuth', {
      ClientId: local.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user, PASSWORD },
    });
    return String((AuthenticationResult as Json)['AccessToken']);
  }

  const ask = async (user: string): Promise<Challenge> =>
    (await call(local.origin, 'InitiateAuth', {
      ClientId: local.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: user, PREFERRED_CHALLENGE: 'WEB_AUTHN' },
    })) as unknown as Challenge;

  const answer = (user: string, { Session }: Challenge, credential: object) =>
    call(local.origin, 'RespondToAuthChallenge', {
      ClientId: local.clientId,
      ChallengeName: 'WEB_AUTHN',
      Session,
      ChallengeResponses: { USERNAME: user, CREDENTIAL: JSON.stringify(credential) },
    });

  /** What the browser answers to the challenge, with other options if the page wants them. */
  const sign = async (
    { ChallengeParameters: { CREDENTIAL_REQUEST_OPTIONS: options } }: Challenge,
    changes: object = {},
  ): Promise<SignInAnswer> =>
    (await chromium.evaluate(
      `get(${JSON.stringify(options)}, ${JSON.stringify(changes)})`,
    )) as SignInAnswer;

  it('are registered and signed in with, several times', async () => {
    for (const user of [ALICE, BOB]) {
      await chromium.evaluate(`register(${JSON.stringify(tokens.get(user))})`);
    }
    const { Credentials } = (await call(local.origin, 'ListWebAuthnCredentials', {
      AccessToken: tokens.get(ALICE),
    })) as unknown as { Credentials: Json[] };

    expect(Credentials).toEqual([
      {
        CredentialId: expect.stringMatching(/^[\w-]+$/),
        FriendlyCredentialName: 'Passkey',
        RelyingPartyId: 'localhost',
        AuthenticatorAttachment: 'platform',
        AuthenticatorTransports: ['internal'],
        CreatedAt: expect.any(Number),
      },
    ]);
    for (const user of [ALICE, BOB, ALICE]) {
      const challenge = await ask(user);
      expect(await answer(user, challenge, await sign(challenge))).toMatchObject({
        AuthenticationResult: { AccessToken: expect.any(String) },
      });
    }
  }, 60_000);

  it('are not registered twice by one authenticator', async () => {
    await expect(
      chromium.evaluate(`register(${JSON.stringify(tokens.get(ALICE))})`),
    ).rejects.toThrow('InvalidStateError');
  });

  it('sign one challenge: the answer to another is refused, and so is a second answer', async () => {
    const challenges = [await ask(ALICE), await ask(ALICE)] as const;
    const credential = await sign(challenges[0]);

    await expect(answer(ALICE, challenges[1], credential)).rejects.toThrow('Invalid passkey.');
    await answer(ALICE, challenges[0], credential);
    await expect(answer(ALICE, challenges[0], credential)).rejects.toThrow('used once');
  });

  it.each<[string, (response: Record<string, string>) => Record<string, string>]>([
    [
      'a signature that was changed',
      ({ signature = '' }) => ({ signature: flipped(signature, -1) }),
    ],
    [
      'another origin',
      ({ clientDataJSON = '' }) => ({
        clientDataJSON: base64url(
          decoded(clientDataJSON).toString().replace('//localhost:', '//app.localhost:'),
        ),
      }),
    ],
    [
      'another relying party',
      ({ authenticatorData = '' }) => ({ authenticatorData: flipped(authenticatorData, 0) }),
    ],
    [
      'a counter that was changed',
      ({ authenticatorData = '' }) => ({ authenticatorData: flipped(authenticatorData, 33) }),
    ],
  ])('are refused with %s', async (_what, changed) => {
    const challenge = await ask(ALICE);
    const credential = await sign(challenge);
    const response = { ...credential.response, ...changed(credential.response) };

    expect(response).not.toEqual(credential.response);
    await expect(answer(ALICE, challenge, { ...credential, response })).rejects.toThrow(
      'NotAuthorizedException: Invalid passkey.',
    );
  });

  it('are refused for another user', async () => {
    const [alices, bobs] = [await ask(ALICE), await ask(BOB)];
    const { allowCredentials } = JSON.parse(
      bobs.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS,
    ) as { allowCredentials: object[] };
    const ofBob = await sign(alices, { allowCredentials });

    await expect(answer(ALICE, alices, ofBob)).rejects.toThrow('Invalid passkey.');
    await expect(answer(BOB, alices, ofBob)).rejects.toThrow('Invalid session for the user');
  });

  it('are refused where the authenticator did not find out who holds it', async () => {
    const challenge = await ask(ALICE);
    const credential = await sign(challenge, { userVerification: 'discouraged' });

    await expect(answer(ALICE, challenge, credential)).rejects.toThrow('Invalid passkey.');
  });

  it('are refused once a copy of them has signed', async () => {
    await authenticator.countFrom(0);
    const challenge = await ask(ALICE);

    await expect(answer(ALICE, challenge, await sign(challenge))).rejects.toThrow(
      'Invalid passkey.',
    );
  });

  it('are registered by one answer to one challenge', async () => {
    const credential = await chromium.evaluate(`
      call('StartWebAuthnRegistration', ${JSON.stringify({ AccessToken: tokens.get(BOB) })})
        .then(({ CredentialCreationOptions: options }) => create({ ...options, excludeCredentials: [] }))`);
    const complete = () =>
      call(local.origin, 'CompleteWebAuthnRegistration', {
        AccessToken: tokens.get(BOB),
        Credential: credential,
      });
    await complete();

    await expect(complete()).rejects.toThrow('WebAuthnChallengeNotFoundException');
  });
});

function decoded(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** With one bit changed. @param index of the byte; from the end where it is negative */
function flipped(text: string, index: number): string {
  const bytes = decoded(text);
  const at = index < 0 ? bytes.length + index : index;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes.toString('base64url');
}
