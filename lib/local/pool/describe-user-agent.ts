/** By what is written in a user agent, the more particular first: Edge says that it is Chrome, and Chrome that it is Safari. */
const BROWSERS: readonly (readonly [name: string, version: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];
const SYSTEMS: readonly (readonly [name: string, mark: RegExp])[] = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac ?OS\b|\bmacos\b/i],
  ['Linux', /\bLinux\b/i],
];
/** The first product, as programs and apps name themselves (RFC 9110 §10.1.5). */
const PRODUCT = /^([\w.-]{1,64})\/(\d{1,9})/;

/** A device for people to recognise, such as `Chrome 125 / macOS`; `unknown` where nothing shows. */
export function describeUserAgent(userAgent = ''): string {
  const browser = browserIn(userAgent) ?? productIn(userAgent);
  const system = SYSTEMS.find(([, mark]) => mark.test(userAgent))?.[0];
  return [browser, system].filter((part) => part !== undefined).join(' / ') || 'unknown';
}

function browserIn(userAgent: string): string | undefined {
  for (const [name, version] of BROWSERS) {
    const [, major] = version.exec(userAgent) ?? [];
    if (major !== undefined) return `${name} ${major}`;
  }
  return undefined;
}

function productIn(userAgent: string): string | undefined {
  const [, name, major] = PRODUCT.exec(userAgent) ?? [];
  return name === undefined || name === 'Mozilla' ? undefined : `${name} ${major}`;
}
