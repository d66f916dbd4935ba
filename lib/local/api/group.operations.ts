import type { LocalGroupOptions } from '../options/local-cognito-options.interface.js';
import type { PoolGroup } from '../pool/groups.js';
import { defineOperation, type OperationTable } from '../wire/define-operation.js';
import type { Output } from '../wire/operation.interface.js';
import { invalidParameter } from '../wire/service-exception.js';
import { INTEGER, type MembersOf, TEXT } from '../wire/shape.js';
import { type ApiContext, member } from './api-context.js';
import { describeUser, toSeconds } from './describe-user.js';
import { pageOf } from './page-of.js';

const WHICH = { UserPoolId: TEXT, GroupName: TEXT };
const GROUP = { ...WHICH, Description: TEXT, RoleArn: TEXT, Precedence: INTEGER };
const PAGE = { Limit: INTEGER, NextToken: TEXT };
const MEMBERSHIP = { ...WHICH, Username: TEXT };

/** Cognito's form of names, without blanks. */
const GROUP_NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/** Groups, and who is in them. */
export function groupOperations(context: ApiContext): OperationTable {
  return { ...groupAdministration(context), ...memberships(context) };
}

function groupAdministration(context: ApiContext): OperationTable {
  const { pool } = context;
  const describe = (group: PoolGroup): Output => describeGroup(context, group);
  return {
    CreateGroup: defineOperation({
      input: GROUP,
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        return { Group: describe(pool.groups.create(groupIn(input))) };
      },
    }),
    UpdateGroup: defineOperation({
      input: GROUP,
      isSigned: true,
      run(input) {
        context.own(input.UserPoolId);
        return { Group: describe(pool.groups.update(groupIn(input))) };
      },
    }),
    GetGroup: defineOperation({
      input: WHICH,
      isSigned: true,
      run: (input) => ({ Group: describe(named(context, input)) }),
    }),
    DeleteGroup: defineOperation({
      input: WHICH,
      isSigned: true,
      run(input) {
        const { name } = named(context, input);
        for (const user of pool.users.all()) user.groups = without(user.groups, name);
        pool.groups.delete(name);
        return {};
      },
    }),
    ListGroups: defineOperation({
      input: { UserPoolId: TEXT, ...PAGE },
      isSigned: true,
      run(input) {
        const groups = context.own(input.UserPoolId).groups.all();
        const { items, next } = pageOf(groups, input.Limit, input.NextToken);
        return { Groups: items.map(describe), NextToken: next };
      },
    }),
  };
}

function memberships(context: ApiContext): OperationTable {
  const { pool } = context;
  return {
    ListUsersInGroup: defineOperation({
      input: { ...WHICH, ...PAGE },
      isSigned: true,
      run(input) {
        const { name } = named(context, input);
        const members = pool.users.all().filter(({ groups }) => groups.includes(name));
        const { items, next } = pageOf(members, input.Limit, input.NextToken);
        return { Users: items.map((user) => describeUser(user)), NextToken: next };
      },
    }),
    AdminAddUserToGroup: defineOperation({
      input: MEMBERSHIP,
      isSigned: true,
      run(input) {
        const user = context.named(input);
        const { name } = named(context, input);
        user.groups = [...without(user.groups, name), name];
        pool.users.touch(user);
        return {};
      },
    }),
    AdminRemoveUserFromGroup: defineOperation({
      input: MEMBERSHIP,
      isSigned: true,
      run(input) {
        const user = context.named(input);
        user.groups = without(user.groups, named(context, input).name);
        pool.users.touch(user);
        return {};
      },
    }),
    AdminListGroupsForUser: defineOperation({
      input: { UserPoolId: TEXT, Username: TEXT, ...PAGE },
      isSigned: true,
      run(input) {
        const groups = pool.groups.of(context.named(input));
        const { items, next } = pageOf(groups, input.Limit, input.NextToken);
        return {
          Groups: items.map((group) => describeGroup(context, group)),
          NextToken: next,
        };
      },
    }),
  };
}

function named(context: ApiContext, input: MembersOf<typeof WHICH>): PoolGroup {
  return context.own(input.UserPoolId).groups.get(member(input.GroupName, 'groupName'));
}

function groupIn(input: MembersOf<typeof GROUP>): LocalGroupOptions {
  const name = member(input.GroupName, 'groupName');
  if (!GROUP_NAME.test(name)) {
    throw invalidParameter(
      "1 validation error detected: Value at 'groupName' failed to satisfy constraint: " +
        'Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
    );
  }
  const { Precedence: precedence, RoleArn: roleArn, Description: description } = input;
  if (precedence !== undefined && precedence < 0) {
    throw invalidParameter('Precedence must be 0 or more');
  }
  return {
    name,
    ...(precedence === undefined ? {} : { precedence }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(description === undefined ? {} : { description }),
  };
}

function describeGroup({ pool }: ApiContext, group: PoolGroup): Output {
  return {
    GroupName: group.name,
    UserPoolId: pool.options.userPoolId,
    Description: group.description,
    RoleArn: group.roleArn,
    Precedence: group.precedence,
    CreationDate: toSeconds(group.createdMs),
    LastModifiedDate: toSeconds(group.modifiedMs),
  };
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((known) => known !== name);
}
