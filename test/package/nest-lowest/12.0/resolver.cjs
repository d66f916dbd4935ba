const { resolveFrom } = require('../../../support/resolve-from.cjs');

module.exports = resolveFrom(__dirname);
