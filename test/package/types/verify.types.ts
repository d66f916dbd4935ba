import type {
  CognitoAccessTokenUser,
  CognitoIdTokenUser,
  CognitoTokenUse,
  CognitoTokenVerifier,
  CognitoUser,
} from 'nestjs-cognito-auth';

declare const verifier: CognitoTokenVerifier;
declare const token: string;
declare const isId: boolean;
declare const either: CognitoTokenUse;

// Whoever asks for one kind of token gets its user.
const access: Promise<CognitoAccessTokenUser> = verifier.verify(token, { tokenUse: 'access' });
const id: Promise<CognitoIdTokenUser> = verifier.verify(token, { tokenUse: 'id' });

// Whoever asks for none, or perhaps for none, has to look.
const users: readonly Promise<CognitoUser>[] = [
  verifier.verify(token),
  verifier.verify(token, {}),
  verifier.verify(token, { tokenUse: either }),
  verifier.verify(token, { tokenUse: isId ? 'id' : undefined }),
];
// @ts-expect-error nobody has asked for ID tokens
const unasked: Promise<CognitoIdTokenUser> = verifier.verify(token);
// @ts-expect-error nor here, should it be undefined
const perhaps: Promise<CognitoIdTokenUser> = verifier.verify(token, {
  tokenUse: isId ? 'id' : undefined,
});
// @ts-expect-error a type alone is no question
void verifier.verify<'id'>(token);
// @ts-expect-error there is no such kind
void verifier.verify(token, { tokenUse: 'refresh' });

void [access, id, users, unasked, perhaps];
