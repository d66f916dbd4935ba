import { RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { HandlerOfHost } from './handlers-of.js';
import {
  modulePathOf,
  pathsOf,
  requestMethodOf,
  serverNamesOf,
  versionOf,
  type VersionValue,
} from './nest-metadata.js';

/** What an application adds to the paths in decorators. */
export interface Routing {
  readonly prefix: string;
  readonly unprefixed: readonly UnprefixedRoute[];
  readonly versioning: Versioning | undefined;
  /** Nest keeps the paths of `RouterModule` separately for each application. */
  readonly applicationId: string;
}

type Versioning = NonNullable<ReturnType<ApplicationConfig['getVersioning']>>;
type UnprefixedRoute = NonNullable<
  ReturnType<ApplicationConfig['getGlobalPrefixOptions']>['exclude']
>[number];
type Version = Exclude<VersionValue, readonly unknown[]>;

/** Reads the current values. Nest reads them when it initialises the application. */
export function readRouting(config: ApplicationConfig, modules: ModulesContainer): Routing {
  return {
    prefix: withSlash(config.getGlobalPrefix()),
    unprefixed: config.getGlobalPrefixOptions().exclude ?? [],
    versioning: config.getVersioning(),
    applicationId: modules.applicationId,
  };
}

/**
 * The routes of an HTTP handler as Nest serves them, such as `GET /api/v1/orders/:id`. Conditions that are not part
 * of the path follow it: `GET /orders (version 2, host admin.example.com)`.
 *
 * Nest does not export the code that composes paths, so this repeats it, in the same order. A test compares the
 * result with the routes that Nest really serves.
 */
export function httpRoutesOf(
  { host, marked }: Pick<HandlerOfHost, 'host' | 'marked'>,
  routing: Routing,
): readonly string[] {
  const controller = host.registered ?? host.type;
  const method = requestMethodOf(marked);
  const name = RequestMethod[method ?? RequestMethod.ALL];
  return versionsOf(controller, marked, routing).flatMap((version) =>
    unversionedPathsOf(host.module, controller, marked, routing).flatMap((path) => {
      const served = servedPath(path, version, method, routing);
      return conditionsOf(controller, version, routing).map((only) => `${name} ${served}${only}`);
    }),
  );
}

/** `undefined` if no version decides. An empty one decides nothing. */
function versionsOf(
  controller: object,
  handler: object,
  { versioning }: Routing,
): readonly (Version | undefined)[] {
  if (versioning === undefined) return [undefined];
  const versions = versionOf(handler) || (versionOf(controller) ?? versioning.defaultVersion);
  return Array.isArray(versions) ? versions : [versions || undefined];
}

function unversionedPathsOf(
  module: object,
  controller: object,
  handler: object,
  { applicationId }: Routing,
): readonly string[] {
  const ofModule = join('', modulePathOf(module, applicationId) ?? '');
  return pathsOf(controller).flatMap((ofController) =>
    pathsOf(handler).map((ofHandler) =>
      join(join(ofModule, withSlash(ofController)), withSlash(ofHandler)),
    ),
  );
}

/** Nest compares the path without its version with the paths that have no prefix. */
function servedPath(
  path: string,
  version: Version | undefined,
  method: RequestMethod | undefined,
  routing: Routing,
): string {
  const prefix = isUnprefixed(path, method, routing) ? '' : withoutEndSlash(routing.prefix);
  const served = withSlash(prefix + versionPathOf(version, routing) + path || '/');
  return served === '/' ? served : withoutEndSlash(served);
}

function isUnprefixed(
  path: string,
  method: RequestMethod | undefined,
  { unprefixed }: Routing,
): boolean {
  return unprefixed.some(
    ({ requestMethod, pathRegex }) =>
      method !== undefined &&
      [RequestMethod.ALL, method].includes(requestMethod) &&
      pathRegex.test(withSlash(path)),
  );
}

function versionPathOf(version: Version | undefined, { versioning }: Routing): string {
  if (versioning?.type !== VersioningType.URI || !isNumbered(version)) return '';
  const prefix = versioning.prefix ?? 'v';
  return `/${prefix === false ? '' : prefix}${version}`;
}

/** The conditions under which Nest serves a path, one text for each host; an empty text if there are none. */
function conditionsOf(
  controller: object,
  version: Version | undefined,
  { versioning }: Routing,
): readonly string[] {
  const ofVersion =
    versioning?.type !== VersioningType.URI && isNumbered(version) ? [`version ${version}`] : [];
  const names = serverNamesOf(controller).map((name) => [`host ${String(name)}`]);
  return (names.length === 0 ? [[]] : names)
    .map((ofHost) => [...ofVersion, ...ofHost].join(', '))
    .map((conditions) => (conditions === '' ? '' : ` (${conditions})`));
}

function isNumbered(version: Version | undefined): version is Exclude<Version, symbol> {
  return version !== undefined && version !== VERSION_NEUTRAL;
}

function join(path: string, more: string): string {
  return more === '' ? path : withoutEndSlash(path) + withSlash(more);
}

/** A path may begin with an optional part: `{/:lang}/orders`. */
function withSlash(path: string): string {
  return path === '' || path.startsWith('/') || path.startsWith('{/') ? path : `/${path}`;
}

function withoutEndSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
