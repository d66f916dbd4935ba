import { applyDecorators } from '@nestjs/common';
import { RequireAnyGroup, RequireTokenUse, RequireUserPool } from 'nestjs-cognito-auth';
import { STAFF_POOL_ID } from '../user-pools/sample-user-pools.js';

/**
 * A decorator of the application, made of those of the package. Groups have the same names in both pools, so
 * the pool is part of the rule.
 */
export const BackOffice = (...groups: readonly string[]): ClassDecorator & MethodDecorator =>
  applyDecorators(
    RequireUserPool(STAFF_POOL_ID),
    RequireTokenUse('access'),
    RequireAnyGroup(...groups),
  );
