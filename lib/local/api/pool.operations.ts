import type { UserPool } from '../pool/user-pool.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { FLAG, INTEGER, listOf, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { describePool, describePoolBriefly } from './describe-pool.js';
import { pageOf } from './page-of.js';
import { POOL_SETTINGS, settingsIn, validSettings } from './pool-settings-input.js';

const WHICH = { UserPoolId: TEXT };
const SECOND_FACTOR = structure({ Enabled: FLAG });
const CONFIGURED = structure({});

/** The pool itself. */
export function poolOperations(context: ApiContext): OperationTable {
  return { ...descriptions(context), ...changes(context), ...mfaConfiguration(context) };
}

function descriptions(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    ListUserPools: defineOperation({
      input: { MaxResults: INTEGER, NextToken: TEXT },
      isSigned: true,
      run(input) {
        const size = member(input.MaxResults, 'maxResults');
        const { items, next } = pageOf([pool], size, input.NextToken);
        return { UserPools: items.map(describePoolBriefly), NextToken: next };
      },
    }),
    DescribeUserPool: defineOperation({
      input: WHICH,
      isSigned: true,
      run: ({ UserPoolId }) => ({ UserPool: describePool(context.own(UserPoolId)) }),
    }),
  };
}

function changes(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    UpdateUserPool: defineOperation({
      input: { ...WHICH, ...POOL_SETTINGS },
      isSigned: true,
      run(input) {
        const own = context.own(input.UserPoolId);
        own.configure(settingsIn(input, own.options.webAuthn));
        return {};
      },
    }),
    AddCustomAttributes: defineOperation({
      input: {
        ...WHICH,
        CustomAttributes: listOf(
          structure({
            Name: TEXT,
            AttributeDataType: TEXT,
            Mutable: FLAG,
            Required: FLAG,
            DeveloperOnlyAttribute: FLAG,
          }),
        ),
      },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const known = pool.options.customAttributes;
        const names = member(input.CustomAttributes, 'customAttributes').map((attribute) => {
          const name = member(attribute.Name, 'name');
          if (attribute.DeveloperOnlyAttribute === true) {
            throw invalidParameter('The local Cognito has no developer-only attributes.');
          }
          if (attribute.Required === true) {
            throw invalidParameter('Required custom attributes are not supported currently.');
          }
          if (name.length > 20)
            throw invalidParameter('Attribute names have 20 characters at most');
          if (known.includes(`custom:${name}`)) {
            throw invalidParameter(
              `custom:${name}: Existing attribute already has name custom:${name}.`,
            );
          }
          return name;
        });
        const all = [...known.map((name) => name.slice('custom:'.length)), ...names];
        const { customAttributes } = validSettings({ customAttributes: all });
        pool.configure({ customAttributes });
        return {};
      },
    }),
  };
}

function mfaConfiguration(context: ApiContext): OperationTable {
  const { pool } = context;
  const answer = () => ({
    MfaConfiguration: pool.options.mfa,
    SoftwareTokenMfaConfiguration: { Enabled: pool.options.mfa !== 'OFF' },
    WebAuthnConfiguration: webAuthnConfiguration(pool),
  });
  return {
    GetUserPoolMfaConfig: defineOperation({
      input: WHICH,
      isSigned: true,
      run({ UserPoolId }) {
        context.own(UserPoolId);
        return answer();
      },
    }),
    SetUserPoolMfaConfig: defineOperation({
      input: {
        ...WHICH,
        MfaConfiguration: TEXT,
        SoftwareTokenMfaConfiguration: SECOND_FACTOR,
        SmsMfaConfiguration: CONFIGURED,
        EmailMfaConfiguration: CONFIGURED,
      },
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        const { mfa } = validSettings({ mfa: input.MfaConfiguration ?? 'OFF' });
        const hasFactor =
          input.SoftwareTokenMfaConfiguration?.Enabled === true ||
          input.SmsMfaConfiguration !== undefined ||
          input.EmailMfaConfiguration !== undefined;
        if (mfa !== 'OFF' && !hasFactor) {
          throw invalidParameter('MFA needs a second factor that is configured.');
        }
        pool.configure({ mfa });
        return answer();
      },
    }),
  };
}

/** `WebAuthnConfigurationType`, where the pool has passkeys. */
function webAuthnConfiguration({ options, passkeyCheck }: UserPool): Output | undefined {
  if (passkeyCheck === undefined) return undefined;
  const { relyingPartyId, userVerification, factorConfiguration } = options.webAuthn;
  return {
    RelyingPartyId: relyingPartyId,
    UserVerification: userVerification,
    FactorConfiguration: factorConfiguration,
  };
}
