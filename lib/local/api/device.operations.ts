import type { PoolDevice, PoolUser } from '../pool/pool-user.interface.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { INTEGER, type MembersOf, structure, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { toSeconds } from './describe-user.js';
import { pageOf } from './page-of.js';

const BY_USER = { AccessToken: TEXT };
const BY_ADMIN = { UserPoolId: TEXT, Username: TEXT };
const DEVICE = { DeviceKey: TEXT };
const STATUS = { DeviceRememberedStatus: TEXT };
const PAGE = { Limit: INTEGER, PaginationToken: TEXT };
const VERIFIER = { PasswordVerifier: TEXT, Salt: TEXT };

/** The devices of users. */
export function deviceOperations(context: ApiContext): OperationTable {
  return { ...ownDeviceOperations(context), ...adminDeviceOperations(context) };
}

function ownDeviceOperations(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    ConfirmDevice: defineOperation({
      input: {
        ...BY_USER,
        ...DEVICE,
        DeviceName: TEXT,
        DeviceSecretVerifierConfig: structure(VERIFIER),
      },
      run(input) {
        const user = context.bearer(input.AccessToken);
        pool.devices.confirm(
          user,
          member(input.DeviceKey, 'deviceKey'),
          verifierIn(member(input.DeviceSecretVerifierConfig, 'deviceSecretVerifierConfig')),
          input.DeviceName,
        );
        return { UserConfirmationNecessary: pool.devices.asksUser };
      },
    }),
    GetDevice: defineOperation({
      input: { ...BY_USER, ...DEVICE },
      run: (input) => show(context, context.bearer(input.AccessToken), input.DeviceKey),
    }),
    ListDevices: defineOperation({
      input: { ...BY_USER, ...PAGE },
      run: (input) => list(context.bearer(input.AccessToken), input),
    }),
    UpdateDeviceStatus: defineOperation({
      input: { ...BY_USER, ...DEVICE, ...STATUS },
      run: (input) => remember(context, context.bearer(input.AccessToken), input),
    }),
    ForgetDevice: defineOperation({
      input: { ...BY_USER, ...DEVICE },
      run: (input) => forget(context, context.bearer(input.AccessToken), input.DeviceKey),
    }),
  };
}

function adminDeviceOperations(context: ApiContext): OperationTable {
  return {
    AdminGetDevice: defineOperation({
      input: { ...BY_ADMIN, ...DEVICE },
      isSigned: true,
      run: (input) => show(context, context.named(input), input.DeviceKey),
    }),
    AdminListDevices: defineOperation({
      input: { ...BY_ADMIN, ...PAGE },
      isSigned: true,
      run: (input) => list(context.named(input), input),
    }),
    AdminUpdateDeviceStatus: defineOperation({
      input: { ...BY_ADMIN, ...DEVICE, ...STATUS },
      isSigned: true,
      run: (input) => remember(context, context.named(input), input),
    }),
    AdminForgetDevice: defineOperation({
      input: { ...BY_ADMIN, ...DEVICE },
      isSigned: true,
      run: (input) => forget(context, context.named(input), input.DeviceKey),
    }),
  };
}

function show({ pool }: ApiContext, user: PoolUser, key: string | undefined): Output {
  return { Device: describeDevice(pool.devices.get(user, member(key, 'deviceKey'))) };
}

function list(user: PoolUser, { Limit, PaginationToken }: MembersOf<typeof PAGE>): Output {
  const { items, next } = pageOf(user.devices, Limit, PaginationToken);
  return { Devices: items.map(describeDevice), PaginationToken: next };
}

function remember(
  { pool }: ApiContext,
  user: PoolUser,
  input: MembersOf<typeof DEVICE & typeof STATUS>,
): Output {
  const key = member(input.DeviceKey, 'deviceKey');
  const isRemembered = input.DeviceRememberedStatus === 'remembered';
  if (!isRemembered && input.DeviceRememberedStatus !== 'not_remembered') {
    throw invalidParameter('DeviceRememberedStatus must be remembered or not_remembered');
  }
  pool.devices.remember(user, key, isRemembered);
  return {};
}

function forget({ pool }: ApiContext, user: PoolUser, key: string | undefined): Output {
  pool.devices.forget(user, member(key, 'deviceKey'));
  return {};
}

/** Both come in base64, and are kept in hexadecimal. */
function verifierIn({ PasswordVerifier, Salt }: MembersOf<typeof VERIFIER>): {
  salt: string;
  verifier: string;
} {
  const [verifier = '', salt = ''] = [PasswordVerifier, Salt].map((text = '') =>
    Buffer.from(text, 'base64').toString('hex'),
  );
  if (verifier === '' || salt === '' || verifier.length > 1024 || salt.length > 1024) {
    throw invalidParameter('Invalid device secret verifier config.');
  }
  return { salt, verifier };
}

function describeDevice(device: PoolDevice): Output {
  const attributes = {
    device_status: 'valid',
    device_name: device.name ?? '',
    'dev:device_remembered_status': device.isRemembered ? 'remembered' : 'not_remembered',
  };
  return {
    DeviceKey: device.key,
    DeviceAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    DeviceCreateDate: toSeconds(device.createdMs),
    DeviceLastModifiedDate: toSeconds(device.modifiedMs),
    DeviceLastAuthenticatedDate: toSeconds(device.authenticatedMs),
  };
}
