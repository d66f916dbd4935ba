import { CognitoUserSession } from 'amazon-cognito-identity-js';
import { LocalCognito } from 'nestjs-cognito-auth/local';
import { totpCode } from '../../../../lib/local/pool/totp.js';
import { IdentityJsUser, type Outcome } from './identity-js-user.js';

const PASSWORD = 'Password1!';
const EMAIL = 'alice@example.com';

function session(outcome: Outcome): CognitoUserSession {
  if (outcome instanceof CognitoUserSession) return outcome;
  throw new Error(`There is a challenge: ${outcome}`);
}

describe.each([
  ['e-mail', 'email', EMAIL, 'ALICE@Example.com'],
  ['username', 'username', 'alice', 'ALICE'],
] as const)(
  'amazon-cognito-identity-js in a pool with sign-in by %s',
  (_kind, kind, name, other) => {
    let local: LocalCognito;
    let user: IdentityJsUser;

    beforeEach(async () => {
      local = await LocalCognito.start({
        signIn: kind,
        mfa: 'OPTIONAL',
        users: [
          { email: EMAIL, username: 'alice', password: PASSWORD },
          { email: 'new@example.com', username: 'new', temporaryPassword: 'Temporary1!' },
        ].map(({ username, ...rest }) => (kind === 'email' ? rest : { ...rest, username })),
      });
      user = new IdentityJsUser(local, name);
    });
    afterEach(() => local.close());

    it('signs in by SRP, in any case of the name', async () => {
      const subOf = async (written: string) =>
        session(await new IdentityJsUser(local, written).signIn(PASSWORD)).getIdToken().payload[
          'sub'
        ] as string;

      expect(await subOf(name)).toMatch(/^[\da-f-]{36}$/);
      expect(await subOf(other)).toBe(await subOf(name));
      expect(local.calls.count('RespondToAuthChallenge')).toBe(3);
    });

    // Every second A, B, u or S has its highest bit set, and every 256th is a byte shorter: these differ by padding.
    it('signs in 20 times in a row', async () => {
      for (let count = 0; count < 20; count += 1) {
        expect(await new IdentityJsUser(local, name).signIn(PASSWORD)).toBeInstanceOf(
          CognitoUserSession,
        );
      }
    });

    it.each(['a wrong password', 'an unknown user'])('is refused with %s', async (wrong) => {
      const asked = wrong === 'an unknown user' ? `nobody-${name}` : name;
      const refused = new IdentityJsUser(local, asked).signIn('Wrong-password1!');

      await expect(refused).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Incorrect username or password.',
      });
      expect(local.calls.count('RespondToAuthChallenge')).toBe(1);
    });

    it('chooses a new password', async () => {
      const newcomer = kind === 'email' ? 'new@example.com' : 'new';
      const first = new IdentityJsUser(local, newcomer);
      expect(await first.signIn('Temporary1!')).toBe('NEW_PASSWORD_REQUIRED');
      expect(await first.chooseNewPassword('Chosen-1!')).toBeInstanceOf(CognitoUserSession);

      expect(await new IdentityJsUser(local, newcomer).signIn('Chosen-1!')).toBeInstanceOf(
        CognitoUserSession,
      );
    });

    it('sets TOTP up, and is asked for a code from then on', async () => {
      const codeOf = (secret: string) => totpCode(secret, Math.floor(local.clock.now() / 30_000));
      await user.signIn(PASSWORD);
      const secret = await user.associateTotp();
      await user.verifyTotp(codeOf(secret));
      await user.preferTotp();
      local.clock.advance(30_000);

      expect(await user.signIn(PASSWORD)).toBe('SOFTWARE_TOKEN_MFA');
      await expect(user.sendTotp('000000')).rejects.toMatchObject({
        name: 'CodeMismatchException',
      });
      expect(await user.sendTotp(codeOf(secret))).toBeInstanceOf(CognitoUserSession);
    });

    it('refreshes, and keeps who it is and since when', async () => {
      const before = session(await user.signIn(PASSWORD));
      local.clock.advance(10_000);
      const after = await user.refresh(before);
      const { sub, auth_time, iat } = before.getAccessToken().payload;

      expect(after.getAccessToken().payload).toMatchObject({ sub, auth_time });
      expect(after.getAccessToken().payload['iat']).toBe(Number(iat) + 10);
    });

    it('reads and changes attributes', async () => {
      await user.signIn(PASSWORD);
      await user.changeAttribute('name', 'Alice');

      expect(await user.attributes()).toMatchObject({ email: EMAIL, name: 'Alice' });
    });

    it('signs out everywhere', async () => {
      const before = session(await user.signIn(PASSWORD));
      await user.signOutEverywhere();

      await expect(user.refresh(before)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    });
  },
);
