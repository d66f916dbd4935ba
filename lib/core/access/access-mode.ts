import { CognitoAuthSetupError } from '../errors/cognito-auth-setup.error.js';
import { noteDecorated } from './decorated-members.js';

/** Whether a handler asks for a token: never, or only if one is sent. */
export type AccessMode = 'public' | 'optional';

/** A fixed string, so that every copy of this package in a process reads what another wrote. */
const ACCESS_MODE = 'nestjs-cognito-auth:access-mode';

/** A decorator for a handler or a class that sets its access mode. */
export function accessModeDecorator(mode: AccessMode): MethodDecorator & ClassDecorator {
  return (target: object, member?: string | symbol, descriptor?: PropertyDescriptor) => {
    const decorated = noteDecorated(target, member, descriptor);
    const other = accessModeOfClass(decorated);
    if (other !== undefined && other !== mode) {
      const name = member === undefined ? (target as { name?: string }).name : String(member);
      throw new CognitoAuthSetupError([
        `${name} is decorated with both @Public() and @OptionalAuth(); keep the one that is meant`,
      ]);
    }
    Reflect.defineMetadata(ACCESS_MODE, mode, decorated);
  };
}

/** The mode set on a class itself: a subclass does not become public by its parent. */
export function accessModeOfClass(type: object): AccessMode | undefined {
  return Reflect.getOwnMetadata(ACCESS_MODE, type) as AccessMode | undefined;
}

/** The mode set on a handler, or on the function that it wraps and has as its prototype. */
export function accessModeOfHandler(handler: object): AccessMode | undefined {
  return Reflect.getMetadata(ACCESS_MODE, handler) as AccessMode | undefined;
}
