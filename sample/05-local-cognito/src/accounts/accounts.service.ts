import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  BadRequestException,
  Inject,
  Injectable,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { COGNITO_SETTINGS, type CognitoSettings } from '../cognito-settings.js';

export interface SignedIn {
  readonly accessToken: string;
}

/** Accounts by the SDK of AWS. */
@Injectable()
export class AccountsService implements OnApplicationShutdown {
  readonly #client: CognitoIdentityProviderClient;
  readonly #clientId: string;

  constructor(@Inject(COGNITO_SETTINGS) { region, endpoint, userPool }: CognitoSettings) {
    this.#client = new CognitoIdentityProviderClient({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    this.#clientId = userPool.clientId;
  }

  onApplicationShutdown(): void {
    this.#client.destroy();
  }

  async signUp(email: string, password: string): Promise<void> {
    const input = { ClientId: this.#clientId, Username: email, Password: password };
    await this.#client.send(new SignUpCommand(input)).catch(refuse);
  }

  async confirm(email: string, code: string): Promise<void> {
    const input = { ClientId: this.#clientId, Username: email, ConfirmationCode: code };
    await this.#client.send(new ConfirmSignUpCommand(input)).catch(refuse);
  }

  /** @throws {BadRequestException} also where Cognito asks for more than a password, which this sample does not */
  async signIn(email: string, password: string): Promise<SignedIn> {
    const { AuthenticationResult, ChallengeName } = await this.#client
      .send(
        new InitiateAuthCommand({
          ClientId: this.#clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: email, PASSWORD: password },
        }),
      )
      .catch(refuse);
    if (AuthenticationResult?.AccessToken === undefined)
      throw new BadRequestException(ChallengeName);
    return { accessToken: AuthenticationResult.AccessToken };
  }
}

/** What Cognito refuses is a mistake of the caller; an outage is not. */
function refuse(error: unknown): never {
  if (!(error instanceof CognitoIdentityProviderServiceException) || error.$fault === 'server') {
    throw error;
  }
  throw new BadRequestException(`${error.name}: ${error.message}`, { cause: error });
}
