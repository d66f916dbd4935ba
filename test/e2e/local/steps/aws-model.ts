import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);
const PACKAGE = '@aws-sdk/client-cognito-identity-provider';
/** The members whose own members are looked at too, and AWS's names of their types. */
const TYPES: Readonly<Record<string, string>> = {
  AuthenticationResult: 'AuthenticationResultType',
  CodeDeliveryDetails: 'CodeDeliveryDetailsType',
  Device: 'DeviceType',
  Group: 'GroupType',
  User: 'UserType',
  UserPool: 'UserPoolType',
  UserPoolClient: 'UserPoolClientType',
};

/** AWS's model of the API, as the types of its SDK show it. */
export class AwsModel {
  readonly #types = join(dirname(resolve(`${PACKAGE}/package.json`)), 'dist-types');
  readonly #models = ['models_0', 'models_1']
    .map((name) => readFileSync(join(this.#types, 'models', `${name}.d.ts`), 'utf8'))
    .join('\n');

  /** Members of an input that the operation does not have. */
  unknownInputs(operation: string, names: readonly string[]): readonly string[] {
    return without(names, this.#membersOf(`${operation}Request`)).map(
      (name) => `${operation} takes no ${name}`,
    );
  }

  /** Members of an answer that the operation does not have. */
  unknownOutputs(operation: string, answer: Readonly<Record<string, unknown>>): readonly string[] {
    // Some operations answer nothing, and then there is no type of the answer.
    const names = Object.keys(answer);
    const own = names.length === 0 ? [] : without(names, this.#membersOf(`${operation}Response`));
    const inner = Object.entries(TYPES).flatMap(([name, type]) =>
      without(Object.keys((answer[name] as object | undefined) ?? {}), this.#membersOf(type)),
    );
    return [...own, ...inner].map((name) => `${operation} answers no ${name}`);
  }

  /** An error that the operation does not declare. */
  unknownErrors(operation: string, error: string): readonly string[] {
    const command = readFileSync(join(this.#types, 'commands', `${operation}Command.d.ts`), 'utf8');
    return command.includes(`@throws {@link ${error}}`)
      ? []
      : [`${operation} declares no ${error}`];
  }

  /** @throws {Error} when there is no such type: a gate that finds nothing lets everything through */
  #membersOf(type: string): readonly string[] {
    const body = new RegExp(`export interface ${type} \\{([\\s\\S]*?)\\n\\}`).exec(this.#models);
    if (body === null) throw new Error(`The SDK has no type ${type}`);
    return [...(body[1] ?? '').matchAll(/^ {4}(\w+)\??:/gm)].map(([, name = '']) => name);
  }
}

function without(names: readonly string[], known: readonly string[]): readonly string[] {
  return names.filter((name) => !known.includes(name));
}
