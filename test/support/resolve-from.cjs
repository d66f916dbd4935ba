// How Jest finds a module in a run that has packages of its own: what the package.json of their folder names comes from
// the node_modules beside it, whoever asks, so that there is one copy of each; all else comes from where Jest finds it
// by itself.
const { join } = require('node:path');

const NAME = /^(?:@[^/]+\/)?[^/]+/;

/** A resolver of Jest for the packages of a folder. */
module.exports.resolveFrom = (folder) => {
  const { dependencies } = require(join(folder, 'package.json'));
  const isNamed = (request) => {
    const [name] = NAME.exec(request) ?? [];
    return name !== undefined && Object.hasOwn(dependencies, name);
  };
  return (request, options) =>
    options.defaultResolver(
      request,
      isNamed(request) && !options.basedir.startsWith(folder)
        ? { ...options, basedir: folder }
        : options,
    );
};
