const { TestEnvironment } = require('jest-environment-node');

// Jest gives a worker half a second to end, and complains of leaks otherwise. A process that ends by itself first takes
// its heap apart, for which a busy machine needs longer; one that has nothing left to do can leave that out.
if (process.send !== undefined) process.once('exit', () => process.exit());

// The AWS SDK tells users of Node 20 to leave it. The package supports Node 20, so that its tests run there.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The environment of Node, in workers that end at once. */
module.exports = TestEnvironment;
