// How Jest finds a module: what this folder's package.json names comes from the node_modules beside it, whoever asks,
// so that there is one copy of each; all else comes from where Jest finds it by itself.
const { dependencies } = require('./package.json');

const NAME = /^(?:@[^/]+\/)?[^/]+/;

module.exports = (request, options) =>
  options.defaultResolver(
    request,
    isNamed(request) && !options.basedir.startsWith(__dirname)
      ? { ...options, basedir: __dirname }
      : options,
  );

function isNamed(request) {
  const [name] = NAME.exec(request) ?? [];
  return name !== undefined && Object.hasOwn(dependencies, name);
}
