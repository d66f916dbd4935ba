import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const PACKAGES = ['@aws-sdk/client-cognito-identity-provider', '@aws-sdk/client-cognito-identity'];
/** The members whose own members are looked at too, and AWS's names of their types. */
const TYPES: Readonly<Record<string, string>> = {
  AuthenticationResult: 'AuthenticationResultType',
  CodeDeliveryDetails: 'CodeDeliveryDetailsType',
  Credentials: 'Credentials',
  Device: 'DeviceType',
  Group: 'GroupType',
  User: 'UserType',
  SoftwareTokenMfaConfiguration: 'SoftwareTokenMfaConfigType',
  UserPool: 'UserPoolType',
  UserPoolClient: 'UserPoolClientType',
  WebAuthnConfiguration: 'WebAuthnConfigurationType',
};

/** Where it is not named after the operation. */
const RESPONSE_TYPES: Readonly<Record<string, string>> = {
  DescribeIdentity: 'IdentityDescription',
};

/** AWS's model of the API, as the types of its SDKs show it. */
export class AwsModel {
  readonly #folders = PACKAGES.map((name) =>
    join(dirname(resolve(`${name}/package.json`)), 'dist-types'),
  );
  readonly #models = this.#folders
    .flatMap((folder) =>
      readdirSync(join(folder, 'models'))
        .filter((name) => /^models_\d+\.d\.ts$/.test(name))
        .map((name) => readFileSync(join(folder, 'models', name), 'utf8')),
    )
    .join('\n');

  readonly #unsigned = this.#folders
    .map((folder) => join(folder, '..', 'dist-es', 'auth', 'httpAuthSchemeProvider.js'))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');

  /** Members of an input that the operation does not have. */
  unknownInputs(operation: string, names: readonly string[]): readonly string[] {
    return without(names, this.#membersOf(`${operation}(?:Request|Input)`)).map(
      (name) => `${operation} takes no ${name}`,
    );
  }

  /** Members of an answer that the operation does not have. */
  unknownOutputs(operation: string, answer: Readonly<Record<string, unknown>>): readonly string[] {
    // Some operations answer nothing, and then there is no type of the answer.
    const names = Object.keys(answer);
    const type = RESPONSE_TYPES[operation] ?? `${operation}Response`;
    const own = names.length === 0 ? [] : without(names, this.#membersOf(type));
    const inner = Object.entries(TYPES).flatMap(([name, innerType]) =>
      without(membersIn(answer[name]), this.#membersOf(innerType)),
    );
    return [...own, ...inner].map((name) => `${operation} answers no ${name}`);
  }

  /** An error that the operation does not declare. */
  unknownErrors(operation: string, error: string): readonly string[] {
    return this.#commandOf(operation).includes(`@throws {@link ${error}}`)
      ? []
      : [`${operation} declares no ${error}`];
  }

  /**
   * Whether callers of the user pool need credentials of AWS. The SDK lists the operations that need none; it signs
   * GetClientToken, whose documentation says that nobody can.
   */
  isSigned(operation: string): boolean {
    const isPublic = this.#commandOf(operation).includes("you can't use IAM credentials");
    return !isPublic && !this.#unsigned.includes(`case "${operation}":`);
  }

  #commandOf(operation: string): string {
    const file = this.#folders
      .map((folder) => join(folder, 'commands', `${operation}Command.d.ts`))
      .find((path) => existsSync(path));
    if (file === undefined) throw new Error(`The SDKs have no operation ${operation}`);
    return readFileSync(file, 'utf8');
  }

  /** @throws {Error} when there is no such type: a gate that finds nothing lets everything through */
  #membersOf(type: string): readonly string[] {
    const body = new RegExp(`export interface ${type} \\{([\\s\\S]*?)\\n\\}`).exec(this.#models);
    if (body === null) throw new Error(`The SDKs have no type ${type}`);
    return [...(body[1] ?? '').matchAll(/^ {4}(\w+)\??:/gm)].map(([, name = '']) => name);
  }
}

/** A list has none of its own. */
function membersIn(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : [];
}

function without(names: readonly string[], known: readonly string[]): readonly string[] {
  return names.filter((name) => !known.includes(name));
}
